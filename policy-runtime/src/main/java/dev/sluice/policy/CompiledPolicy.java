package dev.sluice.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerKind;
import dev.sluice.identity.Human;
import dev.sluice.sql.SqlFacts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A policy ready to decide, in two steps that are both remembered in bounded space. What depends on
 * the caller and the database alone is worked out once for each pair of them ({@link Profile});
 * what depends on the statement, once for each profile and facts. Facts are told apart by identity:
 * who keeps facts for a shape gets their decision for the price of two look-ups. Where a condition
 * reads what varies between executions, it alone is asked each time ({@link OpenVerdict}).
 */
final class CompiledPolicy implements Policy {
  private static final long REMEMBERED_PROFILES = 2_000;
  private static final long REMEMBERED_DECISIONS = 10_000;
  private static final long REMEMBERED_DATABASES = 200;

  private final PolicyDocument document;
  private final long serial;
  private final InstantSource clock;
  private final TagIndex index;
  private final List<CallerSelector> namedServices;
  private final boolean masks;
  private final boolean rowFilters;
  private final Cache<ProfileKey, Profile> profiles = cache(REMEMBERED_PROFILES);
  private final Cache<DecisionKey, Verdict> verdicts;
  private final Cache<Database, Boolean> restricting = cache(REMEMBERED_DATABASES);

  CompiledPolicy(PolicyDocument document, long serial, InstantSource clock) {
    this(document, serial, clock, REMEMBERED_DECISIONS);
  }

  /**
   * Makes a policy ready.
   *
   * @param remembered how many decisions to remember
   */
  CompiledPolicy(PolicyDocument document, long serial, InstantSource clock, long remembered) {
    this.verdicts = cache(remembered);
    this.document = document;
    this.serial = serial;
    this.clock = clock;
    this.index = new TagIndex(document.tags());
    List<CallerSelector> services = new ArrayList<>();
    for (CallerSelector selector : document.callers()) {
      if (selector.kind() == CallerKind.SERVICE) {
        services.add(selector);
      }
    }
    this.namedServices = List.copyOf(services);
    this.masks =
        document.mode() == Mode.ENFORCE && document.masks().stream().anyMatch(MaskRule::enforced);
    this.rowFilters =
        document.mode() == Mode.ENFORCE
            && document.rowFilters().stream().anyMatch(RowFilter::enforced);
  }

  /** Maintenance on the caller's thread: this library starts no threads in its host. */
  private static <K, V> Cache<K, V> cache(long size) {
    return Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
  }

  @Override
  public String name() {
    return document.name();
  }

  @Override
  public long serial() {
    return serial;
  }

  @Override
  public Mode mode() {
    return document.mode();
  }

  @Override
  public Decision decide(StatementContext context) {
    Profile profile = profile(context.caller(), context.database());
    DecisionKey key = new DecisionKey(context.facts(), profile);
    Verdict verdict = verdicts.getIfPresent(key);
    if (verdict instanceof Verdict.Settled settled) {
      return settled.decision();
    }
    long now = TimeUnit.MILLISECONDS.toSeconds(clock.millis());
    if (verdict == null) {
      verdict = profile.judge(context, now);
      verdicts.put(key, verdict);
    }
    return verdict.decide(context, now);
  }

  @Override
  public boolean restricts(@Nullable Caller caller, Database database) {
    if (caller != null) {
      return profile(caller, database).restricted();
    }
    Boolean known = restricting.getIfPresent(database);
    if (known == null) {
      known = restrictsAnybody(database);
      restricting.put(database, known);
    }
    return known;
  }

  @Override
  public boolean withholds(Caller caller, Database database) {
    return profile(caller, database).withholds();
  }

  @Override
  public boolean masks(Caller caller) {
    if (!masks && !rowFilters) {
      return false;
    }
    Viewpoint viewpoint = Viewpoint.of(caller);
    return masks(viewpoint)
        || (viewpoint.kind() == CallerKind.AI_AGENT && masks(viewpoint.principal()));
  }

  private boolean masks(Viewpoint viewpoint) {
    for (RowFilter filter : document.rowFilters()) {
      if (filter.enforced() && rowFilters && filter.appliesTo(viewpoint)) {
        return true;
      }
    }
    if (!masks) {
      return false;
    }
    for (MaskRule mask : document.masks()) {
      if (mask.enforced() && mask.appliesTo(viewpoint)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean masks() {
    return masks;
  }

  @Override
  public boolean rowFilters() {
    return rowFilters;
  }

  private boolean restrictsAnybody(Database database) {
    if (document.mode() == Mode.OBSERVE) {
      return false;
    }
    if (document.defaults().denyUnknownCaller()) {
      return true;
    }
    for (CallerKind kind : CallerKind.values()) {
      if (document.defaults().refusesUnmatched(kind)) {
        return true;
      }
    }
    for (LimitRule limit : document.limits()) {
      if (limit.enforced()) {
        return true;
      }
    }
    DatabaseScope scope = DatabaseScope.of(database);
    for (MaskRule mask : document.masks()) {
      if (mask.enforced() && index.reachable(scope, mask.tags())) {
        return true;
      }
    }
    for (RowFilter filter : document.rowFilters()) {
      if (filter.enforced() && filter.reachable(scope)) {
        return true;
      }
    }
    for (Guardrail guardrail : document.guardrails()) {
      if (guardrail.enforced() && guardrail.refuses() && guardrail.appliesTo(database)) {
        return true;
      }
    }
    return false;
  }

  private Profile profile(Caller caller, Database database) {
    ProfileKey key = ProfileKey.of(caller, database);
    Profile profile = profiles.getIfPresent(key);
    if (profile == null) {
      profile = makeProfile(caller, database);
      profiles.put(key, profile);
    }
    return profile;
  }

  private Profile makeProfile(Caller caller, Database database) {
    Viewpoint viewpoint = Viewpoint.of(caller);
    List<Standing> standings = new ArrayList<>();
    standings.add(standing(viewpoint, database));
    if (viewpoint.kind() == CallerKind.AI_AGENT) {
      standings.add(standing(viewpoint.principal(), database));
    }
    Surroundings surroundings = Surroundings.of(database, document.environments());
    return new Profile(document, serial, surroundings, index, standings);
  }

  private Standing standing(Viewpoint viewpoint, Database database) {
    DatabaseScope scope = DatabaseScope.of(database);
    List<Guardrail> guardrails = new ArrayList<>();
    for (Guardrail guardrail : document.guardrails()) {
      if (guardrail.appliesTo(viewpoint, database)) {
        guardrails.add(guardrail);
      }
    }
    List<MaskRule> masks = new ArrayList<>();
    for (MaskRule mask : document.masks()) {
      if (mask.appliesTo(viewpoint) && index.reachable(scope, mask.tags())) {
        masks.add(mask);
      }
    }
    List<RowFilter> rowFilters = new ArrayList<>();
    for (RowFilter filter : document.rowFilters()) {
      if (filter.appliesTo(viewpoint) && filter.reachable(scope)) {
        rowFilters.add(filter);
      }
    }
    List<LimitRule> limits = new ArrayList<>();
    for (LimitRule limit : document.limits()) {
      if (limit.appliesTo(viewpoint)) {
        limits.add(limit);
      }
    }
    return new Standing(
        document.defaults(),
        viewpoint.kind(),
        isUnknown(viewpoint),
        document.mode() == Mode.ENFORCE,
        guardrails,
        masks,
        rowFilters,
        limits);
  }

  private boolean isUnknown(Viewpoint viewpoint) {
    return document.defaults().denyUnknownCaller()
        && viewpoint.kind() == CallerKind.SERVICE
        && CallerSelector.any(namedServices, viewpoint) != Truth.YES;
  }

  /**
   * All that a rule can read of a caller, and no more: people in the same groups who are known in
   * the same way share a profile, and so do all calls of one tool.
   *
   * @param groups null if nobody knows the person
   * @param verified whether somebody vouches for the person
   */
  private record ProfileKey(
      String service,
      @Nullable Set<String> groups,
      boolean verified,
      boolean isAgent,
      @Nullable String agent,
      @Nullable String tool,
      Database database) {
    static ProfileKey of(Caller caller, Database database) {
      Human human = caller.human();
      AiAgent agent = caller.agent();
      return new ProfileKey(
          caller.service(),
          human == null ? null : human.groups(),
          human != null && human.verified(),
          agent != null,
          agent == null ? null : agent.name(),
          agent == null ? null : agent.tool(),
          database);
    }
  }

  private static final class DecisionKey {
    private final SqlFacts facts;
    private final Profile profile;

    DecisionKey(SqlFacts facts, Profile profile) {
      this.facts = facts;
      this.profile = profile;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // comparing facts by value would cost more than deciding
    public boolean equals(@Nullable Object other) {
      return other instanceof DecisionKey key && facts == key.facts && profile == key.profile;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(facts) + System.identityHashCode(profile);
    }
  }
}
