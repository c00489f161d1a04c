package com.example.supportdesk.orders;

import java.time.LocalDate;

/**
 * A row of {@code orders}.
 *
 * @param cents the price in cents
 */
record Order(long id, long customerId, String item, long cents, LocalDate orderedOn) {}
