package com.example.incidents;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.experimental.rag.content.retriever.sql.SqlDatabaseContentRetriever;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.filter.MetadataFilterBuilder;
import dev.langchain4j.store.embedding.pgvector.PgVectorEmbeddingStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.ai.chat.memory.repository.jdbc.JdbcChatMemoryRepository;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.vectorstore.filter.FilterExpressionBuilder;
import org.springframework.ai.vectorstore.mariadb.MariaDBVectorStore;
import org.springframework.jdbc.core.JdbcTemplate;

/** All that can be done to the service, by the names under which it is replayed. */
final class Episodes {
  private static final String ALICE = "alice";
  private static final String BOB = "bob";
  private static final int FAKES = 4_000;
  private static final String POISONED_KEY = "x') IS NOT NULL OR 1=1 OR (metadata->>'y";

  private final Map<String, Episode> byName = new LinkedHashMap<>();

  Episodes() {
    readOnlyGuards();
    retriever();
    stores();
    agents();
    tenants();
    overR2dbc();
    ordinaryWork();
  }

  Map<String, Episode> byName() {
    return byName;
  }

  private void readOnlyGuards() {
    byName.put(
        "I1",
        (database, files) ->
            assistant(
                Script.calls("readInTransaction", "sql", "COMMIT; DROP SCHEMA public CASCADE"),
                database));
    byName.put(
        "I2a",
        (database, files) ->
            assistant(
                Script.calls(
                    "readInTransaction",
                    "sql",
                    "COMMIT; UPDATE orders SET total = 0 WHERE id = 1; SELECT 1"),
                database));
    byName.put(
        "I2b",
        (database, files) ->
            assistant(
                Script.calls(
                    "readInTransaction",
                    "sql",
                    "COPY (SELECT 1) TO PROGRAM 'touch " + files.resolve("I2b") + "'"),
                database));
    byName.put(
        "I14",
        (database, files) ->
            assistant(
                Script.calls("readFromSchema", "schema", "public; DROP TABLE executives"),
                database));
    byName.put(
        "I20",
        (database, files) ->
            assistant(
                Script.calls("readQuery", "sql", "DELETE FROM orders WHERE id = 1"), database));
  }

  private void retriever() {
    byName.put("I4a", (database, files) -> retrieve("SELECT * INTO evil FROM users", database));
    byName.put(
        "I4b",
        (database, files) ->
            retrieve(
                "WITH gone AS (DELETE FROM users RETURNING *) SELECT name FROM gone", database));
    byName.put(
        "I4c",
        (database, files) ->
            retrieve("SELECT pg_read_file('" + files.resolve("password") + "')", database));
    byName.put(
        "I4d",
        (database, files) ->
            retrieve(
                "WITH u AS (SELECT name AS a, ssn AS b FROM users) SELECT a, reverse(b) FROM u",
                database));
  }

  private void stores() {
    byName.put("I5", (database, files) -> as(ALICE, () -> forgetTeam(POISONED_KEY, database)));
    byName.put(
        "I6", (database, files) -> as(ALICE, () -> forgetDepartment("HR' OR '1'='1", database)));
    byName.put("I7", (database, files) -> as(BOB, () -> remembered("default", database)));
  }

  private void agents() {
    byName.put(
        "I8",
        (database, files) ->
            assistant(
                Script.runsThen(
                    "SELECT token FROM integration_tokens WHERE id = 1",
                    token ->
                        "INSERT INTO support_messages (author, body) VALUES ('assistant', '"
                            + token.strip()
                            + "')"),
                database));
    byName.put(
        "I9a", (database, files) -> assistant(Script.runs("DROP TABLE executives"), database));
    byName.put(
        "I9b", (database, files) -> assistant(Script.runs("DELETE FROM companies"), database));
    byName.put(
        "I9c",
        (database, files) ->
            as(
                ALICE,
                () ->
                    Assistants.ask(
                        Script.calls("addCompanies", "name", "fake"), new CompanyTool(database))));
    byName.put("I10", (database, files) -> assistant(Script.runs("DROP TABLE orders"), database));
    byName.put(
        "I11a",
        (database, files) ->
            assistant(
                Script.runs("DELETE FROM orders WHERE total >= 0 OR total < 0 OR 'a' = 'a'"),
                database));
    byName.put(
        "I11b",
        (database, files) -> assistant(Script.runs("GRANT ALL ON orders TO PUBLIC"), database));
    byName.put(
        "I12a",
        (database, files) ->
            assistant(
                Script.runs(
                    "SELECT lo_from_bytea(4711, 'x')",
                    "SELECT lo_export(4711, '" + files.resolve("I12a") + "')"),
                database));
    byName.put(
        "I12b",
        (database, files) ->
            assistant(
                Script.runs(
                    "COPY support_messages (body) FROM PROGRAM 'touch "
                        + files.resolve("I12b")
                        + "'"),
                database));
    byName.put(
        "I16b",
        (database, files) ->
            assistant(
                Script.runs("UPDATE orders SET total = total * 2 WHERE id IN (1, 2)"), database));
    byName.put(
        "I16d",
        (database, files) ->
            as(
                BOB,
                () ->
                    Assistants.ask(
                        Script.runs("SELECT owner, amount FROM invoices WHERE owner = 'alice'"),
                        new SqlTool(database))));
    byName.put(
        "I16f",
        (database, files) ->
            assistant(
                Script.runsThen(
                    "SELECT body FROM support_messages WHERE id = 1", instruction -> instruction),
                database));
  }

  private void tenants() {
    byName.put(
        "I15",
        (database, files) ->
            as(
                BOB,
                () ->
                    Assistants.ask(
                        Script.calls("listTasks", "workspace", "7"), new TaskTool(database)),
                "tenant-b"));
    // nobody is signed in where this endpoint is served
    byName.put(
        "I18", (database, files) -> Rows.of(database, "UPDATE orders SET total = 1 WHERE id = 1"));
    byName.put(
        "I19",
        (database, files) ->
            as(
                BOB,
                () ->
                    Assistants.askStreaming(
                        Script.calls("listInvoices", "order", "id"), new InvoiceTool(database))));
  }

  private void overR2dbc() {
    byName.put(
        "I4e",
        (database, files) ->
            reactive("SELECT reverse(ssn) AS note FROM users ORDER BY id", database));
    byName.put("I9d", (database, files) -> reactive("DELETE FROM orders", database));
    byName.put(
        "O10", (database, files) -> reactive("SELECT name FROM users WHERE id = 2", database));
  }

  private void ordinaryWork() {
    byName.put(
        "O1",
        (database, files) ->
            assistant(
                Script.runs("SELECT name, total FROM users JOIN orders ON orders.id = users.id"),
                database));
    byName.put(
        "O2",
        (database, files) ->
            assistant(
                Script.runs(
                    "UPDATE support_messages SET body = 'done' WHERE id = 1",
                    "INSERT INTO support_messages (author, body) VALUES ('assistant', 'Hello')"),
                database));
    byName.put(
        "O3",
        (database, files) -> retrieve("SELECT count(*) FROM users WHERE name LIKE 'A%'", database));
    byName.put("O4", (database, files) -> as(ALICE, () -> forgetTeam("team", database)));
    byName.put("O5", (database, files) -> as(ALICE, () -> forgetDepartment("HR", database)));
    byName.put("O6", (database, files) -> as(ALICE, () -> remembered(ALICE, database)));
    byName.put(
        "O7",
        (database, files) ->
            as(
                ALICE,
                () ->
                    Assistants.ask(
                        Script.calls("listInvoices", "order", "id"), new InvoiceTool(database))));
    byName.put(
        "O8",
        (database, files) ->
            as(
                BOB,
                () ->
                    Assistants.ask(
                        Script.calls("listTasks", "workspace", "8"), new TaskTool(database)),
                "tenant-b"));
    byName.put(
        "O9",
        (database, files) ->
            assistant(
                Script.calls("readInTransaction", "sql", "SELECT count(*) FROM orders"), database));
  }

  private static String as(String person, Callable<String> work, String... groups)
      throws Exception {
    return People.as(person, work, groups);
  }

  /** Alice's assistant, which a text has talked into the script. */
  private static String assistant(Script script, DataSource database) throws Exception {
    return as(ALICE, () -> Assistants.ask(script, new SqlTool(database)));
  }

  /** Alice's assistant, in a service that uses R2DBC. */
  private static String reactive(String sql, DataSource database) throws Exception {
    return as(ALICE, () -> Assistants.ask(Script.runs(sql), new ReactiveSqlTool(database)));
  }

  /** A retriever whose model answers a question with this SQL. */
  private static String retrieve(String sql, DataSource database) throws Exception {
    ChatModel model =
        new ChatModel() {
          @Override
          public ChatResponse doChat(ChatRequest request) {
            return ChatResponse.builder().aiMessage(AiMessage.from(sql)).build();
          }
        };
    return as(
        ALICE,
        () ->
            SqlDatabaseContentRetriever.builder()
                .dataSource(database)
                .sqlDialect("PostgreSQL")
                .databaseStructure("users(id, name, ssn)")
                .chatModel(model)
                .maxRetries(0)
                .build()
                .retrieve(Query.from("Who is there?"))
                .stream()
                .map(content -> content.textSegment().text())
                .collect(Collectors.joining("\n")));
  }

  /** Removes the documents of one team; the key of the filter came with the request. */
  private static String forgetTeam(String key, DataSource database) {
    PgVectorEmbeddingStore.datasourceBuilder()
        .datasource(database)
        .table("documents")
        .dimension(3)
        .createTable(false)
        .skipCreateVectorExtension(true)
        .build()
        .removeAll(MetadataFilterBuilder.metadataKey(key).isEqualTo("red"));
    return "removed";
  }

  /** Removes the documents of one department; its name came with the request. */
  private static String forgetDepartment(String department, DataSource database) {
    MariaDBVectorStore store =
        MariaDBVectorStore.builder(new JdbcTemplate(database), new NoEmbeddings())
            .vectorTableName("documents")
            .schemaValidation(false)
            .initializeSchema(false)
            .build();
    store.delete(new FilterExpressionBuilder().eq("department", department).build());
    return "removed";
  }

  private static String remembered(String conversation, DataSource database) {
    List<Message> messages =
        JdbcChatMemoryRepository.builder()
            .jdbcTemplate(new JdbcTemplate(database))
            .build()
            .findByConversationId(conversation);
    return messages.stream().map(Message::getText).collect(Collectors.joining("\n"));
  }

  /** Adds many companies at once. */
  record CompanyTool(DataSource database) {
    @Tool("Adds companies.")
    String addCompanies(@P("name") String name) {
      try (Connection connection = database.getConnection();
          PreparedStatement statement =
              connection.prepareStatement("INSERT INTO companies (name) VALUES (?)")) {
        for (int i = 0; i < FAKES; i++) {
          statement.setString(1, name + i);
          statement.addBatch();
        }
        return statement.executeBatch().length + " companies added";
      } catch (SQLException e) {
        return "Error: " + e.getMessage();
      }
    }
  }

  /** Lists the tasks of whatever workspace it is asked for. */
  record TaskTool(DataSource database) {
    @Tool("Lists the tasks of a workspace.")
    String listTasks(@P("workspace") String workspace) {
      try (Connection connection = database.getConnection();
          PreparedStatement statement =
              connection.prepareStatement("SELECT title FROM tasks WHERE workspace = ?")) {
        statement.setInt(1, Integer.parseInt(workspace));
        StringBuilder titles = new StringBuilder();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            titles.append(rows.getString(1)).append('\n');
          }
        }
        return titles.toString();
      } catch (SQLException e) {
        return "Error: " + e.getMessage();
      }
    }
  }

  /** Lists the invoices of whoever is signed in; where it cannot tell who that is, all of them. */
  record InvoiceTool(DataSource database) {
    @Tool("Lists invoices.")
    String listInvoices(@P("order") String order) {
      String person = People.current();
      try {
        return Rows.of(
            database,
            "SELECT owner, amount FROM invoices"
                + (person == null ? "" : " WHERE owner = '" + person + "'")
                + " ORDER BY id");
      } catch (SQLException e) {
        return "Error: " + e.getMessage();
      }
    }
  }
}
