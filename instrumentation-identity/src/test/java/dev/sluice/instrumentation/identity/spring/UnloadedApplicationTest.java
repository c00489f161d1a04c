package dev.sluice.instrumentation.identity.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An application with its own copy of Spring Security, which is undeployed later. */
class UnloadedApplicationTest {
  private static final String CORE = "org.springframework.security.core.";

  @Test
  void nothingOfItIsKept() throws Exception {
    SpringSecuritySource source = new SpringSecuritySource(() -> null, new Failures(System.err));

    WeakReference<ClassLoader> application = deployAndAsk(source);

    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(application.get()).isNull();
            });
    assertThat(source.current()).isNull();
  }

  private static WeakReference<ClassLoader> deployAndAsk(SpringSecuritySource source)
      throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader application =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(application);
      Class<?> holder = application.loadClass(CORE + "context.SecurityContextHolder");
      Class<?> context = application.loadClass(CORE + "context.SecurityContext");
      holder.getMethod("setContext", context).invoke(null, context(application, "ann"));

      Human human = source.current();
      holder.getMethod("clearContext").invoke(null);

      assertThat(human).extracting(Human::subject).isEqualTo("ann");
      return new WeakReference<>(application);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static @Nullable Object context(ClassLoader application, String name) throws Exception {
    Object authentication =
        application
            .loadClass(
                "org.springframework.security.authentication.UsernamePasswordAuthenticationToken")
            .getConstructor(Object.class, Object.class, java.util.Collection.class)
            .newInstance(name, "", List.of());
    return application
        .loadClass(CORE + "context.SecurityContextImpl")
        .getConstructor(application.loadClass(CORE + "Authentication"))
        .newInstance(authentication);
  }

  private static URL[] classPath() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.contains("spring")) {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    return urls.toArray(new URL[0]);
  }
}
