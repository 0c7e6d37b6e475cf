// Loaded before a program that we start in a process group of its own: when its standard input ends, we are gone, and
// so is the group.
process.stdin.on('end', () => process.kill(-process.pid, 'SIGKILL'));
process.stdin.resume();
process.stdin.unref?.();
