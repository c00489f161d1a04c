package dev.sluice.agent.service;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import javax.servlet.DispatcherType;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.GenericServlet;
import javax.servlet.Servlet;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServletHttpHandlerAdapter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * A service on a Tomcat of the time of {@code javax.servlet}, which has two threads: what lies
 * under {@code /realm} Tomcat's own realm guards, {@code /spring} and {@code /reactive} a Spring
 * Security of that time, and the rest nobody. It is compiled against the versions of today, so it
 * names servlets and filters to Tomcat by their classes' names alone.
 */
public final class JavaxDesk {
  private static final String URL_PARAMETER = "url";
  private static final String PASSWORD = "secret";

  private JavaxDesk() {}

  /** Prints its port; the one argument is the JDBC URL. */
  public static void main(String[] arguments) throws IOException, LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("javax-desk").toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxThreads", "2");
    tomcat.getConnector().setProperty("minSpareThreads", "2");
    for (String person : List.of("ann", "bob")) {
      tomcat.addUser(person, PASSWORD);
      tomcat.addRole(person, "user");
    }
    Context context = tomcat.addContext("", null);
    context.addParameter(URL_PARAMETER, arguments[0]);
    Tomcat.addServlet(context, "desk", Desk.class.getName()).setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "desk");
    Tomcat.addServlet(context, "reactive", ReactiveServlet.class.getName()).setAsyncSupported(true);
    context.addServletMappingDecoded("/reactive/*", "reactive");
    guardByRealm(context);
    guardBySpring(context);
    tomcat.start();
    System.out.println("listening on " + tomcat.getConnector().getLocalPort());
    tomcat.getServer().await();
  }

  private static void guardByRealm(Context context) {
    SecurityCollection guarded = new SecurityCollection();
    guarded.addPatternDecoded("/realm/*");
    SecurityConstraint users = new SecurityConstraint();
    users.addAuthRole("user");
    users.addCollection(guarded);
    context.addConstraint(users);
    context.addSecurityRole("user");
    context.setLoginConfig(new LoginConfig("BASIC", "desk", null, null));
    context.getPipeline().addValve(new BasicAuthenticator());
  }

  private static void guardBySpring(Context context) {
    FilterDef definition = new FilterDef();
    definition.setFilterName("security");
    definition.setFilterClass(Security.class.getName());
    context.addFilterDef(definition);
    FilterMap guarded = new FilterMap();
    guarded.setFilterName("security");
    guarded.addURLPattern("/spring/*");
    context.addFilterMap(guarded);
  }

  /** Answers with all rows that it is given; the last word of the path names their first column. */
  public static final class Desk extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String path = request.getPathInfo();
      if (path.contains("/async/") && request.getDispatcherType() != DispatcherType.ASYNC) {
        request.startAsync().dispatch();
        return;
      }
      try {
        response
            .getWriter()
            .print(ReactiveHandler.look(getServletContext().getInitParameter(URL_PARAMETER), path));
      } catch (SQLException e) {
        response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, e.getMessage());
      }
    }
  }

  /** The same by the reactive part of Spring: the statement runs on a thread of Reactor's. */
  public static final class ReactiveServlet extends GenericServlet {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Servlet reactive;

    @Override
    public void init() throws ServletException {
      String url = getServletContext().getInitParameter(URL_PARAMETER);
      HttpHandler handler = ReactiveHandler.of(url);
      // of the version that the service runs with, this is a servlet of javax.servlet
      Servlet made = (Servlet) (Object) new ServletHttpHandlerAdapter(handler);
      made.init(getServletConfig());
      reactive = made;
    }

    @Override
    public void service(ServletRequest request, ServletResponse response)
        throws ServletException, IOException {
      Objects.requireNonNull(reactive, "not initialized").service(request, response);
    }
  }

  /** Spring Security's filters. */
  public static final class Security implements Filter {
    private final Filter chain =
        // of the version that the service runs with, this is a filter of javax.servlet
        (Filter)
            (Object)
                new FilterChainProxy(
                    new DefaultSecurityFilterChain(
                        AnyRequestMatcher.INSTANCE,
                        List.of(new BasicAuthenticationFilter(ReactiveHandler::authenticate))));

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain rest)
        throws IOException, ServletException {
      chain.doFilter(request, response, rest);
    }
  }
}
