package com.example.supportdesk.assistant;

import com.example.supportdesk.customers.CustomerRepository;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.StatementCallback;
import org.springframework.stereotype.Component;

/** What the model may do. It is told of errors in words, so that it can try again. */
@Component
class DatabaseTools {
  private final JdbcTemplate jdbc;
  private final CustomerRepository customers;

  DatabaseTools(JdbcTemplate jdbc, CustomerRepository customers) {
    this.jdbc = jdbc;
    this.customers = customers;
  }

  @Tool("Runs SQL on the support desk's PostgreSQL database and returns the rows as text.")
  String runSql(@P("the SQL to run") String sql) {
    try {
      return jdbc.execute((StatementCallback<String>) statement -> ResultText.of(statement, sql));
    } catch (DataAccessException e) {
      return "Error: " + e.getMostSpecificCause().getMessage();
    }
  }

  @Tool("Finds the customer who has an e-mail address.")
  String lookupCustomer(@P("the e-mail address") String email) {
    try {
      return customers
          .findByEmail(email)
          .map(
              customer ->
                  "id %d: %s, %s, plan %s"
                      .formatted(customer.id(), customer.name(), customer.phone(), customer.plan()))
          .orElse("There is no customer with this address.");
    } catch (DataAccessException e) {
      return "Error: " + e.getMostSpecificCause().getMessage();
    }
  }
}
