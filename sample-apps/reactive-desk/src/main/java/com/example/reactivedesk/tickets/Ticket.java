package com.example.reactivedesk.tickets;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A row of {@code tickets}. */
@Table("tickets")
record Ticket(@Id Long id, long customerId, String subject, String status) {}
