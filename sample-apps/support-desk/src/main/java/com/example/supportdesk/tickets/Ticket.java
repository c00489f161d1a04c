package com.example.supportdesk.tickets;

import java.time.LocalDate;

/** A row of {@code tickets} with the name of who wrote it. */
record Ticket(
    long id, String customer, String subject, String body, String status, LocalDate openedOn) {}
