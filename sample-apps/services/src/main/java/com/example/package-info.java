/** What the services have in common: what can be looked up, and who may ask. */
@NullMarked
package com.example;

import org.jspecify.annotations.NullMarked;
