/** A service whose people ask about orders, and an assistant of Spring AI that answers. */
@NullMarked
package com.example.orders;

import org.jspecify.annotations.NullMarked;
