/** A support desk: customers, their orders and tickets, and an assistant that looks things up. */
@NullMarked
package com.example.supportdesk;

import org.jspecify.annotations.NullMarked;
