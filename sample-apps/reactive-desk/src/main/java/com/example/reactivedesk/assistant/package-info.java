/** The assistant, and the tools that its model may call. */
@NullMarked
package com.example.reactivedesk.assistant;

import org.jspecify.annotations.NullMarked;
