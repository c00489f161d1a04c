/** A support desk that never blocks: customers, their tickets, and an assistant. */
@NullMarked
package com.example.reactivedesk;

import org.jspecify.annotations.NullMarked;
