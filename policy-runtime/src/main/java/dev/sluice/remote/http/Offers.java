package dev.sluice.remote.http;

import dev.sluice.remote.ChannelFiles;
import dev.sluice.remote.UpdateResult;
import org.jspecify.annotations.Nullable;

/** Takes what was fetched, and decides what becomes of it. Called by one thread. */
public interface Offers {
  /** Takes a head that was fetched. */
  UpdateResult offer(byte[] head, ChannelFiles files);

  /** The SHA-256 of the head in force, in hexadecimal digits; null if none came from afar. */
  @Nullable String headInForce();

  /** What requests say of this agent. */
  AgentReport report();

  /** It is told each time that the server was asked, with or without success. */
  void asked(FetchStatus status);
}
