/** The customers. */
@NullMarked
package com.example.supportdesk.customers;

import org.jspecify.annotations.NullMarked;
