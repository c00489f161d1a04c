package dev.sluice.remote.http;

import dev.sluice.remote.ChannelFiles;
import dev.sluice.remote.Check;
import dev.sluice.remote.Origin;
import dev.sluice.remote.UpdateResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes every head but those that begin with {@code bad}, and those that begin with {@code blob
 * HASH} only once that bundle can be fetched.
 */
final class FakeOffers implements Offers {
  final List<String> heads = Collections.synchronizedList(new ArrayList<>());
  final List<FetchStatus> asked = Collections.synchronizedList(new ArrayList<>());
  volatile @Nullable String inForce;
  volatile @Nullable String known;

  @Override
  public UpdateResult offer(byte[] head, ChannelFiles files) {
    String text = new String(head, StandardCharsets.UTF_8);
    heads.add(text);
    if (text.startsWith("bad")) {
      return rejected(Check.NOTE, "it is bad");
    }
    if (text.startsWith("blob ")) {
      try (InputStream in = files.blob(text.substring(5))) {
        in.readAllBytes();
      } catch (IOException e) {
        return rejected(Check.FETCH, String.valueOf(e.getMessage()));
      }
    }
    if (text.equals(inForce)) {
      return new UpdateResult.Unchanged(1);
    }
    inForce = text;
    return new UpdateResult.Applied(Origin.SERVER, 1, 1, "", false, null);
  }

  private static UpdateResult rejected(Check check, String reason) {
    return new UpdateResult.Rejected(Origin.SERVER, 2, check, "head", reason);
  }

  @Override
  public @Nullable String headInForce() {
    return known;
  }

  @Override
  public AgentReport report() {
    return new AgentReport("0.1.0", "desk@host:1", 1, AgentReport.APPLIED, "");
  }

  @Override
  public void asked(FetchStatus status) {
    asked.add(status);
  }
}
