/** What customers wrote to the desk. */
@NullMarked
package com.example.supportdesk.tickets;

import org.jspecify.annotations.NullMarked;
