/** Servers of the Model Context Protocol, over HTTP and over standard input and output. */
@NullMarked
package com.example.toolserver;

import org.jspecify.annotations.NullMarked;
