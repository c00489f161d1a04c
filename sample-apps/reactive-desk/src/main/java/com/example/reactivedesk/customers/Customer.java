package com.example.reactivedesk.customers;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A row of {@code customers}. */
@Table("customers")
public record Customer(
    @Id Long id, String name, String email, String ssn, String cardNumber, String plan) {}
