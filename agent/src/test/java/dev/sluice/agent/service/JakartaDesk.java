package dev.sluice.agent.service;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.springframework.http.server.reactive.ServletHttpHandlerAdapter;

/** A service on a Tomcat of today, all of which Spring Security's reactive part guards. */
public final class JakartaDesk {
  private JakartaDesk() {}

  /** Prints its port; the one argument is the JDBC URL. */
  public static void main(String[] arguments) throws IOException, LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("jakarta-desk").toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxThreads", "2");
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(
            context, "reactive", new ServletHttpHandlerAdapter(ReactiveHandler.of(arguments[0])))
        .setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "reactive");
    tomcat.start();
    System.out.println("listening on " + tomcat.getConnector().getLocalPort());
    tomcat.getServer().await();
  }
}
