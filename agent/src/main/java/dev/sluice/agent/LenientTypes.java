package dev.sluice.agent;

import java.lang.reflect.Modifier;
import java.util.List;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Describes classes by their files. A type whose file cannot be found is taken for an empty
 * interface: other agents add interfaces to classes that exist in memory alone (OpenTelemetry's
 * {@code VirtualFieldAccessor}), and to give up on such a class would leave a driver ungoverned.
 */
final class LenientTypes implements AgentBuilder.PoolStrategy {
  @Override
  public TypePool typePool(ClassFileLocator locator, @Nullable ClassLoader loader) {
    return new TypePool.Default.WithLazyResolution(
        new Known(), locator, TypePool.Default.ReaderMode.FAST);
  }

  @Override
  public TypePool typePool(ClassFileLocator locator, @Nullable ClassLoader loader, String name) {
    return typePool(locator, loader);
  }

  private static final class Known extends TypePool.CacheProvider.Simple {
    @Override
    public TypePool.Resolution register(String name, TypePool.Resolution resolution) {
      return super.register(name, resolution.isResolved() ? resolution : emptyInterface(name));
    }

    private static TypePool.Resolution emptyInterface(String name) {
      return new TypePool.Resolution.Simple(
          new TypeDescription.Latent(
              name,
              Modifier.PUBLIC | Modifier.ABSTRACT | Modifier.INTERFACE,
              TypeDescription.Generic.OfNonGenericType.ForLoadedType.of(Object.class),
              List.of()));
    }
  }
}
