package dev.sluice.remote;

import java.io.IOException;
import java.io.InputStream;

/**
 * Where the files come from that a head names. Each is asked for only when there is need of it, on
 * the thread that offers the head, and read no further than it may be long; the reader closes the
 * stream. A time limit is the business of who implements this.
 */
public interface ChannelFiles {
  /**
   * The note of a key set.
   *
   * @param number of the set, from 1
   * @throws IOException if there is none, or it cannot be read
   */
  InputStream keySet(int number) throws IOException;

  /**
   * A bundle.
   *
   * @param sha256 its hash in 64 lower-case hexadecimal digits
   * @throws IOException if there is none, or it cannot be read
   */
  InputStream blob(String sha256) throws IOException;
}
