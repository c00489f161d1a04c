package dev.sluice.agent.service;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * A service on Tomcat that looks up a person for whoever asks. It leaves tokens to a gateway, and
 * reads none itself.
 */
public final class BearerDesk {
  private BearerDesk() {}

  /** Prints its port; the one argument is the JDBC URL. */
  public static void main(String[] arguments) throws IOException, LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("desk").toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "desk", new Desk(arguments[0]));
    context.addServletMappingDecoded("/*", "desk");
    tomcat.start();
    System.out.println("listening on " + tomcat.getConnector().getLocalPort());
    tomcat.getServer().await();
  }

  /** Answers with one row; the path names its first column. */
  private static final class Desk extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final String url;

    Desk(String url) {
      this.url = url;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String word = request.getPathInfo().substring(1);
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT name AS " + word + ", ssn, phone FROM people")) {
        rows.next();
        response.getWriter().print(rows.getString("ssn") + " " + rows.getString("phone"));
      } catch (SQLException e) {
        response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, e.getMessage());
      }
    }
  }
}
