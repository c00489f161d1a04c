package dev.sluice.otel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class LoadedClassesTest {
  private final ClassLoader loader = LoadedClassesTest.class.getClassLoader();
  private final LoadedClasses classes =
      LoadedClasses.of(
          (Instrumentation)
              Proxy.newProxyInstance(
                  loader,
                  new Class<?>[] {Instrumentation.class},
                  (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getInitiatedClasses");
                    return arguments[0] == loader
                        ? new Class<?>[] {String.class, LoadedClassesTest.class}
                        : new Class<?>[] {String.class};
                  }));

  @Test
  void knowsWhatALoaderHasLoaded() {
    assertThat(classes.isLoaded(loader, LoadedClassesTest.class.getName())).isTrue();
    assertThat(classes.isLoaded(loader, "dev.sluice.otel.NeverLoaded")).isFalse();
  }

  @Test
  void knowsNotWhatAnotherLoaderHasLoaded() {
    ClassLoader other = ClassLoader.getPlatformClassLoader();

    assertThat(classes.isLoaded(other, LoadedClassesTest.class.getName())).isFalse();
  }
}
