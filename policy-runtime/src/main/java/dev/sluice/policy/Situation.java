package dev.sluice.policy;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerKind;
import dev.sluice.identity.Human;
import dev.sluice.identity.Service;
import dev.sluice.sql.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Callers and databases that somebody describes in words, in a test of a policy or on the command
 * line. What contradicts itself, or says too little, is an {@link IllegalArgumentException} whose
 * message tells the mend.
 */
public final class Situation {
  private static final int POSTGRESQL_PORT = 5432;
  private static final int MYSQL_PORT = 3306;
  private static final String SOURCE = "described";
  private static final Pattern PLACE = Pattern.compile("([^/]*?)(?::([0-9]{1,5}))?/([^/]+)");

  private Situation() {}

  /**
   * A caller in words. What is null or empty was not said.
   *
   * @param kind what it is; if null, it follows from the others
   * @param subject the name of a person
   * @param groups of the person, also of the one an agent acts for
   * @param service the service through which the call is made
   * @param serviceVersion the version of that service
   * @param agent the name of an AI agent
   * @param tool the tool that an AI agent called
   * @param onBehalfOf the name of the person an AI agent acts for
   * @param claims of the person
   * @param verified whether the person is vouched for; if null, yes
   */
  public record CallerWords(
      @Nullable CallerKind kind,
      @Nullable String subject,
      Set<String> groups,
      @Nullable String service,
      @Nullable String serviceVersion,
      @Nullable String agent,
      @Nullable String tool,
      @Nullable String onBehalfOf,
      Map<String, String> claims,
      @Nullable Boolean verified) {
    public CallerWords {
      groups = Set.copyOf(groups);
      claims = Map.copyOf(claims);
    }

    /** Who that is. */
    public Caller caller() {
      CallerKind is = kind == null ? likeliest() : kind;
      boolean saysPerson = !groups.isEmpty() || !claims.isEmpty() || verified != null;
      if (is != CallerKind.AI_AGENT && (agent != null || tool != null || onBehalfOf != null)) {
        throw new IllegalArgumentException(
            "`agent`, `tool` and `on_behalf_of` tell of an AI agent: say `kind: ai_agent`, or leave"
                + " them out");
      }
      if (is == CallerKind.AI_AGENT && subject != null) {
        throw new IllegalArgumentException(
            "`subject` names a person: name the one an agent acts for by `on_behalf_of`");
      }
      if (is == CallerKind.AI_AGENT && onBehalfOf == null && saysPerson) {
        throw new IllegalArgumentException(
            "`groups`, `claims` and `verified` of an agent are those of the person it acts for:"
                + " name that person by `on_behalf_of`");
      }
      if (is == CallerKind.SERVICE && (subject != null || saysPerson)) {
        throw new IllegalArgumentException(
            "`subject`, `groups`, `claims` and `verified` tell of a person: say `kind: human`, or"
                + " leave them out");
      }
      Service through =
          new Service(
              service == null ? "" : service, serviceVersion == null ? "" : serviceVersion, "", "");
      return switch (is) {
        case SERVICE -> new Caller(through, null, null);
        case HUMAN -> new Caller(through, person(subject), null);
        case AI_AGENT ->
            new Caller(
                through,
                onBehalfOf == null ? null : person(onBehalfOf),
                new AiAgent(SOURCE, agent, tool, null, null));
      };
    }

    private CallerKind likeliest() {
      if (agent != null || tool != null || onBehalfOf != null) {
        return CallerKind.AI_AGENT;
      }
      return subject != null || !groups.isEmpty() || !claims.isEmpty()
          ? CallerKind.HUMAN
          : CallerKind.SERVICE;
    }

    private Human person(@Nullable String name) {
      return new Human(
          name == null ? "" : name, groups, claims, SOURCE, verified == null || verified);
    }
  }

  /**
   * A database in words.
   *
   * @param policies in which the environments are defined
   * @param environment that it lies in; null if that was not said
   * @param place {@code name}, {@code host/name} or {@code host:port/name}; null if it was not said
   *     and follows from the environment
   */
  public static Database database(
      List<Policy> policies,
      @Nullable String environment,
      @Nullable String place,
      Dialect dialect) {
    if (environment == null) {
      if (place == null) {
        throw new IllegalArgumentException(
            "say on which database, such as `db: crm` or `db: db1.acme.example/crm`");
      }
      return named(place, dialect);
    }
    List<Environment> all = environments(policies, environment);
    Environment wanted = find(all, environment);
    Database database =
        place != null && place.indexOf('/') >= 0
            ? named(place, dialect)
            : example(wanted, place, dialect);
    if (database == null || wanted.test(database) != Truth.YES) {
      throw new IllegalArgumentException(
          place == null
              ? "the environment `"
                  + environment
                  + "` has several databases: say which, such as `db: crm`"
              : "the database `"
                  + place
                  + "` does not lie in the environment `"
                  + environment
                  + "`");
    }
    Set<String> others = new TreeSet<>();
    for (Environment other : all) {
      if (!other.name().equals(environment) && other.test(database) == Truth.YES) {
        others.add(other.name());
      }
    }
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "the database "
              + database.host()
              + "/"
              + database.name()
              + " also lies in "
              + String.join(", ", others)
              + ": name one by its host, such as `db: db1.acme.example/crm`");
    }
    return database;
  }

  private static Database named(String place, Dialect dialect) {
    if (place.indexOf('/') < 0) {
      return new Database(dialect, "", port(dialect), place, "");
    }
    Matcher matcher = PLACE.matcher(place);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "`" + place + "` is no database: write `name`, `host/name` or `host:port/name`");
    }
    String port = matcher.group(2);
    return new Database(
        dialect,
        matcher.group(1),
        port == null ? port(dialect) : Integer.parseInt(port),
        matcher.group(3),
        "");
  }

  private static @Nullable Database example(
      Environment environment, @Nullable String name, Dialect dialect) {
    for (DatasourceGlob datasource : environment.datasources()) {
      Database example = datasource.example(dialect, name);
      if (example != null && environment.test(example) == Truth.YES) {
        return example;
      }
    }
    return null;
  }

  /** The environments of the first policy that has the one, or of the last. */
  private static List<Environment> environments(List<Policy> policies, String environment) {
    List<Environment> last = List.of();
    for (Policy policy : policies) {
      last = document(policy).environments();
      if (last.stream().anyMatch(each -> each.name().equals(environment))) {
        break;
      }
    }
    return last;
  }

  private static Environment find(List<Environment> environments, String name) {
    List<String> names = new ArrayList<>();
    for (Environment environment : environments) {
      if (environment.name().equals(name)) {
        return environment;
      }
      names.add(environment.name());
    }
    throw new IllegalArgumentException(
        "there is no environment `"
            + name
            + "` in the policy: "
            + (names.isEmpty() ? "define it, or leave `env` out" : Spelling.suggest(name, names)));
  }

  /** The names of the tags that a policy knows. */
  public static Set<String> tags(Policy policy) {
    return document(policy).tags().keySet();
  }

  static PolicyDocument document(Policy policy) {
    if (policy instanceof CompiledPolicy compiled) {
      return compiled.document();
    }
    throw new IllegalArgumentException("Not read by PolicyReader: " + policy.name());
  }

  /** The port that a database of the dialect usually has; -1 if it has none. */
  static int port(Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL -> POSTGRESQL_PORT;
      case MYSQL, MARIADB -> MYSQL_PORT;
      case H2, ORACLE, SQLSERVER, ANSI -> -1;
    };
  }
}
