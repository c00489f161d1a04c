/** The customers. */
@NullMarked
package com.example.reactivedesk.customers;

import org.jspecify.annotations.NullMarked;
