package dev.sluice.otel;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/** {@link UnderAgent} in a class loader that sees the platform and the agent's bridge alone. */
public final class UnderAgentIsolated {
  private UnderAgentIsolated() {}

  public static void main(String[] arguments) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(new File(entry).toURI().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), new FilteredPlatform())) {
      Thread.currentThread().setContextClassLoader(loader);
      loader
          .loadClass("dev.sluice.otel.UnderAgent")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    }
  }

  private static final class FilteredPlatform extends ClassLoader {
    private static final List<String> VISIBLE =
        List.of("java.", "javax.", "jdk.", "org.w3c.", "org.xml.", "io.opentelemetry.javaagent.");

    FilteredPlatform() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (VISIBLE.stream().noneMatch(name::startsWith)) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }
}
