package dev.sluice.instrumentation.identity.members;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import org.junit.jupiter.api.Test;

class LoaderSeesTest {
  private final LoaderSees sees = new LoaderSees("no.such.Type", LoaderSees.class.getName());

  @Test
  void aLoaderThatKnowsOneOfTheClassesMatches() {
    assertThat(sees.matches(LoaderSees.class.getClassLoader())).isTrue();
  }

  @Test
  void aLoaderThatKnowsNoneDoesNot() {
    assertThat(sees.matches(ClassLoader.getPlatformClassLoader())).isFalse();
    assertThat(sees.matches(null)).isFalse();
  }

  @Test
  void aLoaderThatCannotAnswerMatches() {
    ClassLoader stopped =
        new ClassLoader() {
          @Override
          public URL getResource(String name) {
            throw new IllegalStateException("stopped");
          }
        };

    assertThat(sees.matches(stopped)).isTrue();
  }
}
