package com.example.helpdesk;

import com.example.Sales;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import org.springframework.stereotype.Component;

/** What the model may do. */
@Component
class HelpdeskTools {
  private final Sales sales;

  HelpdeskTools(Sales sales) {
    this.sales = sales;
  }

  @Tool("Tells what all orders make, in cents.")
  String total(@P("the title of the report") String title) {
    return title + "=" + sales.total(title);
  }

  @Tool("Tells how many orders made nothing.")
  String unsold(@P("the title of the report") String title) {
    return title + "=" + sales.unsold(title);
  }
}
