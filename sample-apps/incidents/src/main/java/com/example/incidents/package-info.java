/**
 * A service with the holes by which AI services have harmed their databases. It knows nothing of
 * Sluice.
 */
@NullMarked
package com.example.incidents;

import org.jspecify.annotations.NullMarked;
