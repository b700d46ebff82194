/* REF for Spin, within F2 S2 G2: every case is one path, chosen step by step in front of the only stored states.
 *
 * spin -a ref.pml; gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c; ./pan -m1000
 * A case is one state before its check and one after; see README.md for the sum.
 */
#define RAM 7
#define NODES 4

hidden byte i, j, at, top, k;
hidden byte way, target;
hidden short number, physical;
hidden byte clean, shared, arrived;

byte listed[2], shifted[2], iommu, nodes, functions, client, entries;
byte above[NODES], red[NODES], parent[2], acs[2], mem[2];

/* The host bridge of function f, into top. */
inline host(f) {
  top = parent[f];
  do :: top >= 2 -> top = above[top] :: else -> break od
}

/* Whether switch s is above function f, into shared. */
inline isAbove(s, f) {
  shared = 0; k = parent[f];
  do
  :: k == s -> shared = 1; break
  :: k != s && k >= 2 -> k = above[k]
  :: k != s && k < 2 -> break
  od
}

/* No redirect from function f up to switch s, into clean. */
inline isClean(s, f) {
  clean = !acs[f]; k = parent[f];
  do
  :: k != s -> clean = clean && !red[k]; k = above[k]
  :: k == s -> break
  od
}

/* Belief: 0 refused, 1 bus address, 2 through the host bridge. */
inline believe(m) {
  way = 0;
  if
  :: m == RAM -> way = 2
  :: m == client -> way = 1
  :: else ->
    at = parent[client];
    do
    :: at < 2 -> break
    :: at >= 2 ->
      isAbove(at, m);
      if
      :: shared ->
        isClean(at, client);
        if :: clean -> isClean(at, m) :: else fi;
        if :: clean -> way = 1 :: else fi;
        break
      :: else -> at = above[at]
      fi
    od;
    if
    :: way == 0 ->
      host(client); physical = listed[top];
      host(m);
      if :: physical && listed[top] -> way = 2 :: else fi
    :: else
    fi
  fi;
  if
  :: m == RAM -> number = 4096 + iommu * 8192
  :: else ->
    host(m);
    number = 16 * (m + 1);
    if :: way == 2 -> number = number + 8 * shifted[top] + iommu * 8192 :: else fi
  fi
}

/* Truth, by the number alone: whether it reaches m, into arrived. */
inline deliver(m) {
  arrived = 0;
  target = RAM;
  if
  :: number % 16 == 0 && number / 16 >= 1 && number / 16 <= functions -> target = number / 16 - 1
  :: else
  fi;
  if
  :: target == client -> arrived = (m == client)
  :: else ->
    way = 0;
    if
    :: target != RAM && !acs[client] ->
      at = parent[client];
      do
      :: at < 2 -> break
      :: at >= 2 ->
        isAbove(at, target);
        if
        :: shared ->
          isClean(at, target);
          if :: clean -> way = 1 :: else fi;
          break
        :: !shared && red[at] -> break
        :: else -> at = above[at]
        fi
      od
    :: else
    fi;
    if
    :: way == 1 -> arrived = (m == target)
    :: else ->
      physical = number - iommu * 8192;
      if
      :: physical == 4096 -> arrived = (m == RAM)
      :: else ->
        i = 0;
        do
        :: i >= functions -> break
        :: i < functions ->
          host(i);
          if
          :: physical == 16 * (i + 1) + 8 * shifted[top] ->
            clean = listed[top];
            host(client);
            arrived = (m == i && clean && listed[top])
          :: else
          fi;
          i++
        od
      fi
    fi
  fi
}

active proctype case() {
  d_step { above[0] = 9; above[1] = 9 }
  atomic {
    select(i : 0 .. 1); listed[0] = i;
    select(i : 0 .. 1); listed[1] = i;
    select(i : 0 .. 1); shifted[0] = i;
    select(i : 0 .. 1); shifted[1] = i;
    select(i : 0 .. 1); iommu = i;
    select(i : 2 .. NODES); nodes = i;
    j = 2;
    do
    :: j >= nodes -> break
    :: j < nodes ->
      select(i : 0 .. (j - 1)); above[j] = i;
      select(i : 0 .. 1); red[j] = i;
      j++
    od;
    select(i : 1 .. 2); functions = i;
    j = 0;
    do
    :: j >= functions -> break
    :: j < functions ->
      select(i : 0 .. (nodes - 1)); parent[j] = i;
      select(i : 0 .. 1); acs[j] = i;
      j++
    od;
    select(i : 0 .. (functions - 1)); client = i;
    select(i : 1 .. 2); entries = i;
    j = 0;
    do
    :: j >= entries -> break
    :: j < entries ->
      select(i : 0 .. functions);
      if :: i == functions -> mem[j] = RAM :: else -> mem[j] = i fi;
      j++
    od;
    i = 0; j = 0
  }
checked:
  d_step {
    j = 0;
    do
    :: j >= entries -> break
    :: j < entries ->
      believe(mem[j]);
      if
      :: way != 0 -> deliver(mem[j]); assert(arrived)
      :: else
      fi;
      j++
    od;
    i = 0; j = 0; at = 0; top = 0; k = 0; way = 0; target = 0; number = 0; physical = 0;
    clean = 0; shared = 0; arrived = 0
  }
}
