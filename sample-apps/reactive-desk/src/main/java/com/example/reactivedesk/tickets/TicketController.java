package com.example.reactivedesk.tickets;

import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.relational.core.query.Criteria;
import org.springframework.data.relational.core.query.Query;
import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/tickets")
class TicketController {
  private final R2dbcEntityTemplate entities;
  private final DatabaseClient database;
  private final TransactionalOperator transaction;

  TicketController(
      R2dbcEntityTemplate entities, DatabaseClient database, TransactionalOperator transaction) {
    this.entities = entities;
    this.database = database;
    this.transaction = transaction;
  }

  @GetMapping
  Flux<Ticket> tickets(@RequestParam(defaultValue = "open") String status) {
    return entities.select(Query.query(Criteria.where("status").is(status)), Ticket.class);
  }

  /** Closes a ticket, and notes that it was closed. */
  @PostMapping("/{id}/close")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> close(@PathVariable long id) {
    return database
        .sql("UPDATE tickets SET status = 'closed' WHERE id = :id")
        .bind("id", id)
        .fetch()
        .rowsUpdated()
        .flatMap(
            changed ->
                changed == 0
                    ? Mono.error(
                        new ResponseStatusException(HttpStatus.NOT_FOUND, "no such ticket"))
                    : note(id))
        .as(transaction::transactional);
  }

  private Mono<Void> note(long id) {
    return database
        .sql("INSERT INTO notes (ticket_id, note) VALUES (:id, 'closed')")
        .bind("id", id)
        .then();
  }

  /** Clears the desk of tickets, of all of them if no status is given. */
  @DeleteMapping
  Mono<Long> clear(@RequestParam(required = false) String status) {
    DatabaseClient.GenericExecuteSpec delete =
        status == null
            ? database.sql("DELETE FROM tickets")
            : database.sql("DELETE FROM tickets WHERE status = :status").bind("status", status);
    return delete.fetch().rowsUpdated();
  }
}
