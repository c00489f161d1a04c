package dev.sluice.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerKind;
import dev.sluice.identity.Human;
import dev.sluice.identity.Service;
import dev.sluice.sql.SqlFacts;
import java.time.Instant;
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
 * reads what varies between executions, it alone is asked each time ({@link OpenVerdict}). When a
 * column gets a tag at run time, all of that is worked out again: {@link LearnedTags} are few.
 */
final class CompiledPolicy implements Policy {
  private static final long REMEMBERED_PROFILES = 2_000;
  private static final long REMEMBERED_DECISIONS = 10_000;
  private static final long REMEMBERED_DATABASES = 200;

  private final PolicyDocument document;
  private final long serial;
  private final InstantSource clock;
  private final LearnedTags learned;
  private final Detection detection;
  private final List<CallerSelector> namedServices;
  private final boolean masks;
  private final boolean rowFilters;
  private final boolean assignsRoles;
  private final Tallies tallies;
  private final Conversations conversations;
  private final Set<String> tagsRead;
  private final boolean counts;
  private final long decisions;
  private volatile Memory memory;

  CompiledPolicy(
      PolicyDocument document,
      long serial,
      InstantSource clock,
      LearnedTags learned,
      Tallies tallies) {
    this(document, serial, clock, learned, tallies, new Conversations(), REMEMBERED_DECISIONS);
  }

  /** Remembers as many decisions as is usual. */
  CompiledPolicy(
      PolicyDocument document, long serial, InstantSource clock, PolicySettings settings) {
    this(
        document,
        serial,
        clock,
        settings.learned(),
        settings.tallies(),
        settings.conversations(),
        REMEMBERED_DECISIONS);
  }

  /**
   * Makes a policy ready.
   *
   * @param learned the tags that columns got and get at run time
   * @param tallies how often callers did what limits count
   * @param conversations what AI callers have read
   * @param remembered how many decisions to remember
   */
  CompiledPolicy(
      PolicyDocument document,
      long serial,
      InstantSource clock,
      LearnedTags learned,
      Tallies tallies,
      Conversations conversations,
      long remembered) {
    this.document = document;
    this.serial = serial;
    this.clock = clock;
    this.learned = learned;
    this.detection = new Detection(document.detect(), learned);
    this.decisions = remembered;
    this.tallies = tallies;
    this.conversations = conversations;
    this.tagsRead = document.tagsRead();
    this.counts = document.limits().stream().anyMatch(limit -> limit.counted() != null);
    this.memory = newMemory();
    List<CallerSelector> services = new ArrayList<>();
    for (CallerSelector selector : document.callers()) {
      if (selector.kind() == CallerKind.SERVICE) {
        services.add(selector);
      }
    }
    this.namedServices = List.copyOf(services);
    this.masks =
        document.mode() == Mode.ENFORCE && document.masks().stream().anyMatch(MaskRule::enforced);
    this.assignsRoles =
        document.mode() == Mode.ENFORCE
            && document.databaseRoles().stream().anyMatch(RoleRule::enforced);
    this.rowFilters =
        document.mode() == Mode.ENFORCE
            && document.rowFilters().stream().anyMatch(RowFilter::enforced);
  }

  /**
   * What was worked out for the tags as they were at one version.
   *
   * @param version that of {@link LearnedTags}
   */
  private record Memory(
      long version,
      TagIndex index,
      Cache<ProfileKey, Profile> profiles,
      Cache<DecisionKey, Verdict> verdicts,
      Cache<Database, Boolean> restricting) {}

  private Memory memory() {
    Memory current = memory;
    return current.version == learned.version() ? current : newerMemory();
  }

  private synchronized Memory newerMemory() {
    if (memory.version != learned.version()) {
      memory = newMemory();
    }
    return memory;
  }

  /** The version is read first: tags learned meanwhile are then found, and looked for once more. */
  private Memory newMemory() {
    long version = learned.version();
    return new Memory(
        version,
        new TagIndex(document.tags(), detection),
        cache(REMEMBERED_PROFILES),
        cache(decisions),
        cache(REMEMBERED_DATABASES));
  }

  /** Maintenance on the caller's thread: this library starts no threads in its host. */
  private static <K, V> Cache<K, V> cache(long size) {
    return Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
  }

  PolicyDocument document() {
    return document;
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
    Memory known = memory();
    Profile profile = profile(known, context.caller(), context.database());
    DecisionKey key = new DecisionKey(context.facts(), profile);
    Verdict verdict = known.verdicts.getIfPresent(key);
    if (verdict instanceof Verdict.Settled settled) {
      return settled.decision();
    }
    long now = TimeUnit.MILLISECONDS.toSeconds(clock.millis());
    if (verdict == null) {
      verdict = profile.judge(context, now);
      known.verdicts.put(key, verdict);
    }
    return verdict.decide(context, now);
  }

  @Override
  public Explanation explain(StatementContext context, Instant at) {
    Profile profile = makeProfile(context.caller(), context.database(), memory().index);
    return new Explainer(document, profile, context, at.getEpochSecond()).explain();
  }

  @Override
  public void learn(Caller caller, Database database, Decision decision) {
    learned.learn(database, decision.copied());
    conversations.note(caller, decision.read());
  }

  @Override
  public Tally tally(Caller caller, Database database, Decision decision) {
    if (!counts) {
      return Tally.NONE;
    }
    List<Tally.Of> counted = profile(memory(), caller, database).counted(caller);
    Action would = decision.would();
    boolean refused = decision.refuses() || (would != null && would.compareTo(Action.APPROVE) >= 0);
    return counted.isEmpty() ? Tally.NONE : Tally.of(tallies, counted, refused);
  }

  @Override
  public boolean restricts(@Nullable Caller caller, Database database) {
    Memory known = memory();
    if (caller != null) {
      return profile(known, caller, database).restricted();
    }
    Boolean restricting = known.restricting.getIfPresent(database);
    if (restricting == null) {
      restricting = restrictsAnybody(database, known.index);
      known.restricting.put(database, restricting);
    }
    return restricting;
  }

  @Override
  public boolean withholds(Caller caller, Database database) {
    return profile(memory(), caller, database).withholds();
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
  public boolean assignsRoles() {
    return assignsRoles;
  }

  @Override
  public DatabaseRole databaseRole(Caller caller, Database database) {
    return assignsRoles ? profile(memory(), caller, database).databaseRole() : DatabaseRole.NONE;
  }

  @Override
  public boolean rowFilters() {
    return rowFilters;
  }

  private boolean restrictsAnybody(Database database, TagIndex index) {
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
    for (RoleRule role : document.databaseRoles()) {
      if (role.enforced() && role.appliesTo(database)) {
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

  private Profile profile(Memory known, Caller caller, Database database) {
    ProfileKey key = ProfileKey.of(caller, database);
    Profile profile = known.profiles.getIfPresent(key);
    if (profile == null) {
      profile = makeProfile(caller, database, known.index);
      known.profiles.put(key, profile);
    }
    return profile;
  }

  private Profile makeProfile(Caller caller, Database database, TagIndex index) {
    Viewpoint viewpoint = Viewpoint.of(caller);
    List<Standing> standings = new ArrayList<>();
    standings.add(standing(viewpoint, database, index));
    if (viewpoint.kind() == CallerKind.AI_AGENT) {
      standings.add(standing(viewpoint.principal(), database, index));
    }
    Surroundings surroundings = Surroundings.of(database, document.environments());
    return new Profile(
        document, serial, surroundings, index, standings, viewpoint, conversations, tagsRead);
  }

  private Standing standing(Viewpoint viewpoint, Database database, TagIndex index) {
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
    List<RoleRule> databaseRoles = new ArrayList<>();
    for (RoleRule role : document.databaseRoles()) {
      if (role.appliesTo(viewpoint, database)) {
        databaseRoles.add(role);
      }
    }
    List<AuditEntry> audit = new ArrayList<>();
    for (AuditEntry entry : document.audit()) {
      if (entry.appliesTo(viewpoint, database)) {
        audit.add(entry);
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
        limits,
        databaseRoles,
        audit);
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
      Service app,
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
          caller.app(),
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
