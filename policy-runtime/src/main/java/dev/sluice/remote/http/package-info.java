/**
 * Moves policies over HTTP: {@link dev.sluice.remote.http.PolicyFetcher} fetches what a channel
 * says and offers it to whoever decides what comes into force. Nothing here believes or judges what
 * it carries.
 */
@NullMarked
package dev.sluice.remote.http;

import org.jspecify.annotations.NullMarked;
