package com.example.reactivedesk.assistant;

import com.example.reactivedesk.customers.CustomerRepository;
import java.time.Duration;
import java.util.Objects;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.dao.DataAccessException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What the model may do, on threads that may block. It is told of errors in words, so that it can
 * try again.
 */
@Component
class DeskTools {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ROWS = 100;

  private final DatabaseClient database;
  private final CustomerRepository customers;

  DeskTools(DatabaseClient database, CustomerRepository customers) {
    this.database = database;
    this.customers = customers;
  }

  @Tool(description = "Runs SQL on the desk's PostgreSQL database and returns the rows as text.")
  String runSql(@ToolParam(description = "the SQL to run") String sql) {
    return answer(
        database
            .sql(sql)
            .fetch()
            .all()
            .take(ROWS)
            .map(row -> String.valueOf(row.values()))
            .collectList()
            .map(rows -> String.join("\n", rows)));
  }

  @Tool(description = "Tells who has an e-mail address, and how many tickets they have open.")
  String lookUp(@ToolParam(description = "the e-mail address") String email) {
    return answer(
        customers
            .findByEmail(email)
            .flatMap(
                customer ->
                    openTickets(customer.id())
                        .map(
                            tickets ->
                                "%s, %s, %d open"
                                    .formatted(customer.name(), customer.ssn(), tickets)))
            .defaultIfEmpty("There is no customer with this address."));
  }

  private Mono<Long> openTickets(long customer) {
    return database
        .sql("SELECT count(*) FROM tickets WHERE customer_id = :customer AND status = 'open'")
        .bind("customer", customer)
        .mapValue(Long.class)
        .one();
  }

  private static String answer(Mono<String> answer) {
    try {
      return Objects.requireNonNull(answer.block(PATIENCE));
    } catch (DataAccessException e) {
      return "Error: " + e.getMostSpecificCause().getMessage();
    }
  }
}
