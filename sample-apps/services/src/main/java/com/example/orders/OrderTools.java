package com.example.orders;

import com.example.Sales;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.stereotype.Component;

/** What the model may do. */
@Component
class OrderTools {
  private final Sales sales;

  OrderTools(Sales sales) {
    this.sales = sales;
  }

  @Tool(description = "Tells what all orders make, in cents.")
  String total(@ToolParam(description = "the title of the report") String title) {
    return title + "=" + sales.total(title);
  }

  @Tool(description = "Tells how many orders made nothing.")
  String unsold(@ToolParam(description = "the title of the report") String title) {
    return title + "=" + sales.unsold(title);
  }
}
