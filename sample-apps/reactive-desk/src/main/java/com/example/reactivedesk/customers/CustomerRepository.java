package com.example.reactivedesk.customers;

import org.springframework.data.repository.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads customers. */
public interface CustomerRepository extends Repository<Customer, Long> {
  Mono<Customer> findById(long id);

  Mono<Customer> findByEmail(String email);

  Flux<Customer> findAllByOrderById();
}
