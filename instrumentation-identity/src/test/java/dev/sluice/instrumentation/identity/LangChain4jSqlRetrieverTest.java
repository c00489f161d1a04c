package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.experimental.rag.content.retriever.sql.SqlDatabaseContentRetriever;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.rag.DefaultRetrievalAugmentor;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.rag.query.router.DefaultQueryRouter;
import dev.langchain4j.service.AiServices;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LangChain4jSqlRetrieverTest {
  private final List<Caller> seen = Collections.synchronizedList(new ArrayList<>());
  private final JdbcDataSource database = new JdbcDataSource();

  @BeforeAll
  static void weave() {
    Woven.start();
  }

  @BeforeEach
  void createTables() throws SQLException {
    database.setURL("jdbc:h2:mem:retriever;DB_CLOSE_DELAY=-1");
    try (Connection connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create table if not exists customers(id int, email varchar(99))");
    }
  }

  @AfterEach
  void leavesNothingBehind() {
    assertThat(AgentFrames.current()).isNull();
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void aQuestionTurnedIntoSqlIsAnAgents() {
    ContentRetriever retriever = retriever();
    seen.clear();

    Woven.as("ann", () -> retriever.retrieve(Query.from("which customers?")));

    assertThat(seen)
        .isNotEmpty()
        .containsOnly(new Caller("shop", Woven.person("ann"), agent(null, null)));
  }

  @Test
  void aQuestionThatFailsLeavesNoFrame() {
    ContentRetriever retriever = retriever("select nothing from nowhere");
    seen.clear();

    Woven.as("ann", () -> retriever.retrieve(Query.from("which customers?")));

    assertThat(seen).isNotEmpty();
  }

  @Test
  void retrievalOnAnotherThreadIsForThePersonWhoAsked() {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    Assistant assistant =
        AiServices.builder(Assistant.class)
            .chatModel(model("here they are"))
            .retrievalAugmentor(
                DefaultRetrievalAugmentor.builder()
                    .queryRouter(new DefaultQueryRouter(retriever(), retriever()))
                    .executor(pool)
                    .build())
            .build();
    seen.clear();

    Woven.as("ann", () -> assistant.chat("which customers?"));
    pool.shutdown();

    assertThat(seen)
        .hasSize(2)
        .containsOnly(new Caller("shop", Woven.person("ann"), agent("Assistant", null)));
  }

  private ContentRetriever retriever() {
    return retriever("select email from customers");
  }

  private ContentRetriever retriever(String sql) {
    return SqlDatabaseContentRetriever.builder()
        .dataSource(watched(database))
        .chatModel(model(sql))
        .build();
  }

  private static ChatModel model(String answer) {
    return new ChatModel() {
      @Override
      public ChatResponse doChat(ChatRequest request) {
        return ChatResponse.builder().aiMessage(AiMessage.from(answer)).build();
      }
    };
  }

  private static AiAgent agent(@Nullable String name, @Nullable String conversation) {
    return new AiAgent("langchain4j", name, "SqlDatabaseContentRetriever", null, conversation);
  }

  interface Assistant {
    String chat(String message);
  }

  /** A data source that notes who asks for a connection. */
  private DataSource watched(DataSource source) {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                seen.add(Woven.CALLERS.current());
              }
              return method.invoke(source, arguments);
            });
  }
}
