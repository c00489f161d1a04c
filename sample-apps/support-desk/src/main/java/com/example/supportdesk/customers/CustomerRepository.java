package com.example.supportdesk.customers;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/** Reads customers. */
public interface CustomerRepository extends Repository<Customer, Long> {
  Optional<Customer> findById(long id);

  Optional<Customer> findByEmail(String email);
}
