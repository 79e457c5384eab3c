/*
 * Runs a program, and says in a file what it used: wall time and processor time (its own, in user and kernel mode, with
 * its threads and children) in seconds, and its peak resident memory in KiB (bytes on macOS).
 *
 *   cc -O3 -o used used.c
 *   ./used file program arguments...
 *
 * It ends with the program's exit status; 127 if it cannot be started, 128 and the number of a signal that ended it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec * 1e-6; }

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: used file program arguments...\n");
    return 127;
  }
  double begin = now();
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 127;
  }
  if (child == 0) {
    execvp(arguments[2], arguments + 2);
    fprintf(stderr, "%s: %s\n", arguments[2], strerror(errno));
    _exit(127);
  }
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 127;
  double taken = now() - begin;
  struct rusage used;
  getrusage(RUSAGE_CHILDREN, &used);
  FILE *file = fopen(arguments[1], "w");
  if (file == NULL) {
    perror(arguments[1]);
    return 127;
  }
  fprintf(file, "%.6f %.6f %ld\n", taken, seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss);
  fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
