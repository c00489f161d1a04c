/** What customers wrote to the desk. */
@NullMarked
package com.example.reactivedesk.tickets;

import org.jspecify.annotations.NullMarked;
