/** What customers bought. */
@NullMarked
package com.example.supportdesk.orders;

import org.jspecify.annotations.NullMarked;
