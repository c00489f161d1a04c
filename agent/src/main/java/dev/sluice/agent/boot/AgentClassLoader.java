package dev.sluice.agent.boot;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent's own classes and libraries from {@code inst/} in its jar, where they stand as
 * {@code .classdata} so that no other loader takes them for classes. The service's libraries and
 * ours never meet: of the outside this loader sees the JDK's own packages only, and, for classes
 * that other agents weave into ours, what lies on the bootstrap loader. Thread-safe.
 */
final class AgentClassLoader extends ClassLoader {
  private static final String ROOT = "inst/";
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  static {
    registerAsParallelCapable();
  }

  private final JarFile jar;
  private final File file;
  private final ProtectionDomain domain;

  AgentClassLoader(File file) throws IOException {
    super("sluice", null);
    this.file = file;
    this.jar = new JarFile(file, false);
    URL location = file.toURI().toURL();
    this.domain =
        new ProtectionDomain(
            new CodeSource(location, (Certificate @Nullable []) null), null, this, null);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = isOfTheJdk(name) ? PLATFORM.loadClass(name) : findOwnOrBootstrap(name);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  /**
   * Not the whole platform loader: in a modular application it sees the application's classes too.
   */
  private static boolean isOfTheJdk(String name) {
    return name.startsWith("java.")
        || name.startsWith("javax.sql.")
        || name.startsWith("javax.naming.")
        || name.startsWith("javax.net.")
        || name.startsWith("javax.crypto.")
        || name.startsWith("javax.security.")
        || name.startsWith("com.sun.net.httpserver.")
        || name.startsWith("jdk.")
        || name.startsWith("sun.misc.");
  }

  private Class<?> findOwnOrBootstrap(String name) throws ClassNotFoundException {
    try {
      return findClass(name);
    } catch (ClassNotFoundException notOurs) {
      return Class.forName(name, false, null);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = read(ROOT + name.replace('.', '/') + ".classdata");
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    int dot = name.lastIndexOf('.');
    if (dot > 0 && getDefinedPackage(name.substring(0, dot)) == null) {
      definePackageOnce(name.substring(0, dot));
    }
    return defineClass(name, bytes, 0, bytes.length, domain);
  }

  private void definePackageOnce(String name) {
    try {
      definePackage(name, null, null, null, null, null, null, null);
    } catch (IllegalArgumentException alreadyDefined) {
      // Another thread was quicker, which serves as well.
    }
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] bytes = read(entry(name));
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  public @Nullable URL getResource(String name) {
    return findResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return findResources(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    String entry = entry(name);
    if (jar.getEntry(entry) == null) {
      return null;
    }
    try {
      return new URL("jar:" + file.toURI() + "!/" + entry);
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return url == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(url));
  }

  private static String entry(String name) {
    return ROOT
        + (name.endsWith(".class") ? name.substring(0, name.length() - 5) + "classdata" : name);
  }

  private byte @Nullable [] read(String name) {
    JarEntry entry = jar.getJarEntry(name);
    if (entry == null) {
      return null;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new IllegalStateException("cannot read " + name + " in " + file, unreadable);
    }
  }
}
