package com.example.reactivedesk.customers;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/customers")
class CustomerController {
  private final CustomerRepository customers;

  /** One publisher for everybody: each request subscribes to it. */
  private final Flux<Customer> all;

  CustomerController(CustomerRepository customers) {
    this.customers = customers;
    this.all = customers.findAllByOrderById();
  }

  @GetMapping
  Flux<Customer> all() {
    return all;
  }

  @GetMapping("/{id}")
  Mono<Customer> customer(@PathVariable long id) {
    return customers
        .findById(id)
        .switchIfEmpty(
            Mono.error(
                () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such customer")));
  }
}
