package com.example.supportdesk.tickets;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/tickets")
class TicketController {
  private final JdbcClient jdbc;

  TicketController(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @GetMapping
  List<Ticket> tickets(@RequestParam(defaultValue = "open") String status) {
    return jdbc.sql(
            """
            SELECT t.id, c.name AS customer, t.subject, t.body, t.status, t.opened_on
            FROM tickets t JOIN customers c ON c.id = t.customer_id
            WHERE t.status = :status
            ORDER BY t.id
            """)
        .param("status", status)
        .query(Ticket.class)
        .list();
  }

  @PostMapping("/{id}/close")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void close(@PathVariable long id) {
    int changed =
        jdbc.sql("UPDATE tickets SET status = 'closed' WHERE id = :id").param("id", id).update();
    if (changed == 0) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such ticket");
    }
  }
}
