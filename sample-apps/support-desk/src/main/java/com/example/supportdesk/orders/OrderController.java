package com.example.supportdesk.orders;

import java.util.List;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OrderController {
  private final JdbcTemplate jdbc;

  OrderController(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @GetMapping("/orders")
  List<Order> orders(@RequestParam long customer) {
    return jdbc.query(
        "SELECT id, customer_id, item, cents, ordered_on FROM orders"
            + " WHERE customer_id = ? ORDER BY ordered_on",
        new DataClassRowMapper<>(Order.class),
        customer);
  }
}
