package dev.sluice.remote.http;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it goes with the server.
 *
 * @param contact when the server last said what the channel says, be it the same as before; null if
 *     it never did
 * @param held whether the server holds requests until something changes; else it is asked from time
 *     to time
 * @param problem why it could not be asked; null if it could
 * @param failures in a row
 */
public record FetchStatus(
    @Nullable Instant contact, boolean held, @Nullable String problem, int failures) {
  static final FetchStatus NONE = new FetchStatus(null, false, null, 0);

  FetchStatus answered(Instant at, boolean holds) {
    return new FetchStatus(at, holds, null, 0);
  }

  FetchStatus failed(String why) {
    return new FetchStatus(contact, held, why, failures + 1);
  }
}
