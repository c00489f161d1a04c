package dev.sluice.agent.service;

import com.fasterxml.jackson.core.JsonFactory;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;

/** What a service does with libraries that the agent brings along too, in other versions. */
public final class Libraries {
  private Libraries() {}

  /** Uses each library, and notes what it did and the file name of its jar. */
  public static Task use() {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      JsonFactory json = new JsonFactory();
      StringWriter text = new StringWriter();
      try (var generator = json.createGenerator(text)) {
        generator.writeString("x");
      }
      seen.put("jackson does", text.toString());
      seen.put("jackson", jarOf(JsonFactory.class));
      Cache<String, String> cache = Caffeine.newBuilder().maximumSize(1).build();
      cache.put("k", "v");
      seen.put("caffeine does", String.valueOf(cache.getIfPresent("k")));
      seen.put("caffeine", jarOf(Caffeine.class));
      seen.put("jsqlparser does", CCJSqlParserUtil.parse("select 1").toString());
      seen.put("jsqlparser", jarOf(CCJSqlParserUtil.class));
      seen.put("opentelemetry does", GlobalOpenTelemetry.getTracer("x").getClass().getSimpleName());
      seen.put("opentelemetry", jarOf(GlobalOpenTelemetry.class));
      return Report.noted(seen);
    };
  }

  /** Tries to load classes through the loaders that a service has; notes the loader of each. */
  public static Task load(String... classes) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      for (String name : classes) {
        for (ClassLoader loader :
            new ClassLoader[] {
              Libraries.class.getClassLoader(),
              Thread.currentThread().getContextClassLoader(),
              connection.getClass().getClassLoader()
            }) {
          try {
            seen.put(name, String.valueOf(Class.forName(name, false, loader).getClassLoader()));
          } catch (ClassNotFoundException invisible) {
            seen.putIfAbsent(name, "invisible");
          }
        }
      }
      return Report.noted(seen);
    };
  }

  static String jarOf(Class<?> type) {
    String location = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    return location.substring(location.lastIndexOf('/') + 1);
  }
}
