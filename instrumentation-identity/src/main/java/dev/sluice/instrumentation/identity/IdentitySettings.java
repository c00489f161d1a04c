package dev.sluice.instrumentation.identity;

import org.jspecify.annotations.Nullable;

/**
 * What the service's caller is learned from.
 *
 * @param springSecurity whether Spring Security is asked
 * @param servlet whether the servlet request is asked; without it no header is read either
 * @param langChain4j whether LangChain4j's tool calls are followed
 * @param userHeader {@code sluice.caller.header}: the request header that names the person, as
 *     asserted by whoever sent the request; null to trust no header
 * @param groupsHeader {@code sluice.caller.groups_header}: the header with the person's groups,
 *     comma-separated; read only together with {@code userHeader}
 */
public record IdentitySettings(
    boolean springSecurity,
    boolean servlet,
    boolean langChain4j,
    @Nullable String userHeader,
    @Nullable String groupsHeader) {
  /** Every framework, no header. */
  public static final IdentitySettings DEFAULT = new IdentitySettings(true, true, true, null, null);

  /** These settings with headers, which may be null. */
  public IdentitySettings withHeaders(@Nullable String user, @Nullable String groups) {
    return new IdentitySettings(springSecurity, servlet, langChain4j, user, groups);
  }
}
