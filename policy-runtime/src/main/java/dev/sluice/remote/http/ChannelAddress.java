package dev.sluice.remote.http;

import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.Locale;

/** Where a channel is served. Immutable. */
public final class ChannelAddress {
  private final URL base;
  private final String channel;

  private ChannelAddress(URL base, String channel) {
    this.base = base;
    this.channel = channel;
  }

  /**
   * Reads a base URL.
   *
   * @param channel a valid name of a channel
   * @throws IllegalArgumentException if it is no URL of HTTP, or has a part that it must not have;
   *     the message does not show the URL, which may hold a password
   */
  public static ChannelAddress of(String base, String channel) {
    try {
      URI uri = new URI(base.endsWith("/") ? base : base + "/");
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw new IllegalArgumentException("it does not begin with http:// or https://");
      }
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("it names no host");
      }
      if (uri.getRawUserInfo() != null) {
        throw new IllegalArgumentException("it holds a user or a password: use a token");
      }
      if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException("it has a query or a fragment: leave them out");
      }
      return new ChannelAddress(uri.toURL(), channel);
    } catch (URISyntaxException | MalformedURLException notAUrl) {
      throw new IllegalArgumentException("it is no URL", notAUrl);
    }
  }

  URL head() throws MalformedURLException {
    return new URL(base, channel + "/head");
  }

  URL keySet(int number) throws MalformedURLException {
    return new URL(base, channel + "/keys/" + number);
  }

  URL blob(String sha256) throws MalformedURLException {
    return new URL(base, "blobs/sha256/" + sha256);
  }

  /** Whether what is sent can be read on the way: HTTP that leaves the machine. */
  public boolean isOpen() {
    return base.getProtocol().equals("http") && !isLoopback(base.getHost());
  }

  /** Only names that need no look-up are taken for this machine. */
  private static boolean isLoopback(String host) {
    String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (plain.equalsIgnoreCase("localhost")) {
      return true;
    }
    if (!plain.matches("127\\.[0-9.]+|[0-9a-fA-F:]+")) {
      return false;
    }
    try {
      return InetAddress.getAllByName(plain)[0].isLoopbackAddress();
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
  }

  /** Whether two addresses are of one server. */
  static boolean sameServer(URL one, URL other) {
    return one.getProtocol().equals(other.getProtocol())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URL url) {
    return url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
  }

  /** The address of the channel, for people. */
  @Override
  public String toString() {
    return base + channel;
  }
}
