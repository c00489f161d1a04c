/** The person whom a bearer token names, verified against the keys of the token's issuer. */
@NullMarked
package dev.sluice.instrumentation.identity.jwt;

import org.jspecify.annotations.NullMarked;
