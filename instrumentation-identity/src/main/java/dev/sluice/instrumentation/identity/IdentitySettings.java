package dev.sluice.instrumentation.identity;

import org.jspecify.annotations.Nullable;

/**
 * What the service's caller is learned from.
 *
 * @param springSecurity whether Spring Security is asked
 * @param servlet whether the servlet request is asked; without it no header is read either
 * @param langChain4j whether LangChain4j's tool calls are followed
 * @param springAi whether Spring AI's tool calls are followed
 * @param mcp whether tool calls that come to an MCP server are followed
 * @param reactor whether Reactor's context is asked
 * @param threads whether callers are carried to tasks that other threads run
 * @param startedThreads {@code sluice.threads.started}: whether they are carried to platform
 *     threads that the service starts; only together with {@code threads}
 * @param tracedContexts {@code sluice.threads.opentelemetry}: whether the OpenTelemetry agent's
 *     context carries them too; only together with {@code threads}
 * @param userHeader {@code sluice.caller.header}: the request header that names the person, as
 *     asserted by whoever sent the request; null to trust no header
 * @param groupsHeader {@code sluice.caller.groups_header}: the header with the person's groups,
 *     comma-separated; read only together with {@code userHeader}
 * @param mdcKey {@code sluice.caller.mdc}: the key under which the service notes the person in
 *     SLF4J's diagnostic context; null to ask for none
 * @param baggageKey {@code sluice.caller.baggage}: the entry of OpenTelemetry's baggage that names
 *     the person; null to ask for none
 */
public record IdentitySettings(
    boolean springSecurity,
    boolean servlet,
    boolean langChain4j,
    boolean springAi,
    boolean mcp,
    boolean reactor,
    boolean threads,
    boolean startedThreads,
    boolean tracedContexts,
    @Nullable String userHeader,
    @Nullable String groupsHeader,
    @Nullable String mdcKey,
    @Nullable String baggageKey) {
  /** Every framework, nothing that is only asserted. */
  public static final IdentitySettings DEFAULT =
      new IdentitySettings(
          true, true, true, true, true, true, true, false, false, null, null, null, null);

  /** These settings with headers, which may be null. */
  public IdentitySettings withHeaders(@Nullable String user, @Nullable String groups) {
    return new IdentitySettings(
        springSecurity,
        servlet,
        langChain4j,
        springAi,
        mcp,
        reactor,
        threads,
        startedThreads,
        tracedContexts,
        user,
        groups,
        mdcKey,
        baggageKey);
  }

  /** These settings with keys of the diagnostic context and of baggage, which may be null. */
  public IdentitySettings withKeys(@Nullable String mdc, @Nullable String baggage) {
    return new IdentitySettings(
        springSecurity,
        servlet,
        langChain4j,
        springAi,
        mcp,
        reactor,
        threads,
        startedThreads,
        tracedContexts,
        userHeader,
        groupsHeader,
        mdc,
        baggage);
  }

  /**
   * These settings, with callers carried to other threads or not.
   *
   * @param started whether to those that the service starts as well
   * @param traced whether the OpenTelemetry agent's context carries them too
   */
  public IdentitySettings withThreads(boolean carried, boolean started, boolean traced) {
    return new IdentitySettings(
        springSecurity,
        servlet,
        langChain4j,
        springAi,
        mcp,
        reactor,
        carried,
        carried && started,
        carried && traced,
        userHeader,
        groupsHeader,
        mdcKey,
        baggageKey);
  }
}
