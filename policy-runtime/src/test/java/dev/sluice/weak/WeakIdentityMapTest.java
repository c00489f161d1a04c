package dev.sluice.weak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeakIdentityMapTest {
  private final WeakIdentityMap<Object, String> map = new WeakIdentityMap<>();

  @Test
  void keysAreComparedByIdentityAndNeverAsked() {
    Object one = new Hostile();
    Object other = new Hostile();
    map.put(one, "one");
    map.put(other, "other");
    assertThat(map.get(one)).isEqualTo("one");
    assertThat(map.get(other)).isEqualTo("other");
    map.put(one, "again");
    assertThat(map.get(one)).isEqualTo("again");
    map.remove(one);
    assertThat(map.get(one)).isNull();
    assertThat(map.get(other)).isEqualTo("other");
  }

  @Test
  void whatIsNotInItIsNull() {
    assertThat(map.get(new Object())).isNull();
  }

  @Test
  void keysThatNobodyHoldsAreForgotten() throws InterruptedException {
    List<Object> held = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Object key = new Object();
      map.put(key, "value");
      if (i % 100 == 0) {
        held.add(key);
      }
    }
    for (int i = 0; i < 50 && map.size() > held.size(); i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(map.size()).isEqualTo(held.size());
    assertThat(held).allSatisfy(key -> assertThat(map.get(key)).isEqualTo("value"));
  }

  private static final class Hostile {
    @Override
    public int hashCode() {
      throw new AssertionError("a key's hashCode was called");
    }

    @Override
    public boolean equals(Object other) {
      throw new AssertionError("a key's equals was called");
    }
  }
}
