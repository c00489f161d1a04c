package dev.sluice.policy;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.CallerKind;
import dev.sluice.identity.Human;
import dev.sluice.policy.condition.Context;
import dev.sluice.policy.condition.Field;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What conditions read at one execution, from one viewpoint: the rules for an agent see the agent,
 * those for the one it acts for see that one alone.
 *
 * @param batchSize how many executions the call stands for
 * @param epochSecond the time, in seconds since 1970 in UTC
 */
record RuleContext(
    StatementFields statement,
    Viewpoint viewpoint,
    Surroundings surroundings,
    int batchSize,
    long epochSecond)
    implements Context {
  private static final Human NOBODY = new Human("", Set.of(), Map.of(), "", false);
  private static final AiAgent NO_AGENT = new AiAgent("", null, null, null, null);
  private static final int DAYS_OF_WEEK = 7;

  /** 1970 began on a Thursday; Sunday is 0, as in CEL. */
  private static final int FIRST_DAY = 4;

  @Override
  public boolean flag(Field field) {
    return switch (field) {
      case STMT_UNRESTRICTED -> statement.facts().unrestricted();
      case STMT_HAS_LIMIT -> statement.facts().hasLimit();
      case CALLER_VERIFIED -> human().verified();
      case ENV_PROTECTED -> surroundings.isProtected();
      default -> throw notOfThisType(field);
    };
  }

  @Override
  public long number(Field field) {
    return switch (field) {
      case STMT_ROW_COUNT -> statement.facts().valuesRows();
      case STMT_STATEMENTS -> statement.facts().statements();
      case STMT_BATCH_SIZE -> batchSize;
      case STMT_JOINS -> statement.facts().joins();
      case STMT_ESTIMATED_ROWS -> -1; // nobody finds them out yet
      case NOW_HOUR -> TimeUnit.SECONDS.toHours(epochSecond) % TimeUnit.DAYS.toHours(1);
      case NOW_DOW -> (TimeUnit.SECONDS.toDays(epochSecond) + FIRST_DAY) % DAYS_OF_WEEK;
      default -> throw notOfThisType(field);
    };
  }

  @Override
  public String text(Field field) {
    return switch (field) {
      case STMT_FINGERPRINT -> statement.facts().fingerprint();
      case CALLER_KIND -> viewpoint.kind().name().toLowerCase(Locale.ROOT);
      case CALLER_SUBJECT -> human().subject();
      case CALLER_ON_BEHALF_OF -> viewpoint.kind() == CallerKind.AI_AGENT ? human().subject() : "";
      case CALLER_SERVICE, APP_SERVICE -> viewpoint.caller().service();
      case CALLER_AGENT -> orEmpty(agent().name());
      case CALLER_TOOL -> orEmpty(agent().tool());
      case ENV_NAME -> surroundings.environment();
      case DB_SYSTEM -> surroundings.database().dialect().systemName();
      case DB_NAME -> surroundings.database().name();
      case DB_HOST -> surroundings.database().host();
      case DB_USER -> surroundings.database().user();
      case APP_VERSION -> viewpoint.caller().app().version();
      case APP_ROUTE -> ""; // nobody tells it yet
      default -> throw notOfThisType(field);
    };
  }

  @Override
  public List<String> texts(Field field) {
    return switch (field) {
      case CALLER_GROUPS -> StatementFields.sorted(human().groups());
      case CALLER_CHAIN -> human().chain();
      default -> statement.texts(field);
    };
  }

  @Override
  public Map<String, String> claims() {
    return human().claims();
  }

  private Human human() {
    Human human = viewpoint.caller().human();
    return human == null ? NOBODY : human;
  }

  private AiAgent agent() {
    AiAgent agent = viewpoint.caller().agent();
    return agent == null ? NO_AGENT : agent;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static IllegalArgumentException notOfThisType(Field field) {
    return new IllegalArgumentException("Not of this type: " + field.path());
  }
}
