package dev.sluice.r2dbc;

import dev.sluice.gate.WriteBack;
import dev.sluice.mask.SqlNull;
import java.nio.ByteBuffer;
import java.time.temporal.Temporal;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of an execution as they are compared with what masks may have shown. */
final class SentValues {
  private SentValues() {}

  /** Those of all sets, each with its index from 1 on; 0 for one of which that is not known. */
  static List<Map.Entry<Integer, Object>> of(StatementCall call) {
    List<Map.Entry<Integer, Object>> sent = new ArrayList<>();
    if (!call.repeatable()) {
      sent.add(new SimpleImmutableEntry<>(0, WriteBack.UNKNOWN));
    }
    ServiceLink link = call.session().link();
    for (Collection<Binding> set : call.sets()) {
      for (Binding binding : set) {
        Binding plain = link == null ? binding : link.plain(binding);
        sent.add(new SimpleImmutableEntry<>(plain.index() + 1, value(plain)));
      }
    }
    return sent;
  }

  private static Object value(Binding binding) {
    Object value = binding.value();
    if (value == null) {
      return ofType(binding.type());
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return value instanceof CharSequence text ? text.toString() : value;
  }

  /** Of the types of which masks show a zero in place of a value, only some show NULL. */
  private static SqlNull ofType(@Nullable Class<?> type) {
    boolean plain =
        type != null
            && (type.isPrimitive()
                || CharSequence.class.isAssignableFrom(type)
                || Number.class.isAssignableFrom(type)
                || Temporal.class.isAssignableFrom(type)
                || ByteBuffer.class.isAssignableFrom(type)
                || type == Boolean.class
                || type == Character.class
                || type == byte[].class);
    return plain ? SqlNull.OF_PLAIN_TYPE : SqlNull.OF_ANY_TYPE;
  }
}
