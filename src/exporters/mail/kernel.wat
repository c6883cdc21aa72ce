;; The two inner loops of the mail writers (see kernel.ts, which says how this text becomes kernel-wasm.ts).
;; Word 0 of the memory: where in the source `convert` stopped. Word 4: 1 at the start of a line, 0 inside one.
(module
 (memory (import "arena" "memory") 1)

 ;; Copies s..e to d with CRLF turned into LF and one `>` more before each line `>*From `. Gives the end of the output.
 ;; Where more is to come (last = 0) it may stop up to four bytes before e: at a CR, or at what could become `From `.
 ;; Writes at most 15 bytes behind the end it gives.
 (func (export "convert") (param $s i32) (param $e i32) (param $d i32) (param $last i32) (result i32)
  (local $c i32) (local $v v128) (local $m i32) (local $start i32)
  (local.set $start (i32.load (i32.const 4)))
  (block $done
   (loop $line
    (if (local.get $start)
     (then
      (loop $quotes
       (br_if $done (i32.ge_u (local.get $s) (local.get $e)))
       (if (i32.eq (i32.load8_u (local.get $s)) (i32.const 62))
        (then
         (i32.store8 (local.get $d) (i32.const 62))
         (local.set $s (i32.add (local.get $s) (i32.const 1)))
         (local.set $d (i32.add (local.get $d) (i32.const 1)))
         (br $quotes))))
      (if (i32.eq (i32.load8_u (local.get $s)) (i32.const 70))
       (then
        (if (i32.le_u (i32.add (local.get $s) (i32.const 5)) (local.get $e))
         (then
          (if (i32.and
               (i32.eq (i32.load (local.get $s)) (i32.const 0x6d6f7246))
               (i32.eq (i32.load8_u offset=4 (local.get $s)) (i32.const 32)))
           (then
            (i32.store8 (local.get $d) (i32.const 62))
            (local.set $d (i32.add (local.get $d) (i32.const 1))))))
         (else (br_if $done (i32.eqz (local.get $last)))))))
      (local.set $start (i32.const 0))))
    (loop $body
     (br_if $done (i32.ge_u (local.get $s) (local.get $e)))
     (if (i32.le_u (i32.add (local.get $s) (i32.const 16)) (local.get $e))
      (then
       (local.set $v (v128.load (local.get $s)))
       (v128.store (local.get $d) (local.get $v))
       (local.set $m (i8x16.bitmask (v128.or
        (i8x16.eq (local.get $v) (i8x16.splat (i32.const 13)))
        (i8x16.eq (local.get $v) (i8x16.splat (i32.const 10))))))
       (if (i32.eqz (local.get $m))
        (then
         (local.set $s (i32.add (local.get $s) (i32.const 16)))
         (local.set $d (i32.add (local.get $d) (i32.const 16)))
         (br $body)))
       (local.set $c (i32.ctz (local.get $m)))
       (local.set $s (i32.add (local.get $s) (local.get $c)))
       (local.set $d (i32.add (local.get $d) (local.get $c)))))
     (local.set $c (i32.load8_u (local.get $s)))
     (if (i32.eq (local.get $c) (i32.const 13))
      (then
       (if (i32.lt_u (i32.add (local.get $s) (i32.const 1)) (local.get $e))
        (then
         (if (i32.eq (i32.load8_u offset=1 (local.get $s)) (i32.const 10))
          (then
           (local.set $s (i32.add (local.get $s) (i32.const 1)))
           (local.set $c (i32.const 10)))))
        (else (br_if $done (i32.eqz (local.get $last)))))))
     (i32.store8 (local.get $d) (local.get $c))
     (local.set $s (i32.add (local.get $s) (i32.const 1)))
     (local.set $d (i32.add (local.get $d) (i32.const 1)))
     (local.set $start (i32.eq (local.get $c) (i32.const 10)))
     (br_if $line (local.get $start))
     (br $body))))
  (i32.store (i32.const 0) (local.get $s))
  (i32.store (i32.const 4) (local.get $start))
  (local.get $d))

 ;; How many LF in s..e have no CR before them; the byte before s counts, so it must be the byte before it in the file.
 (func (export "bareLineFeeds") (param $s i32) (param $e i32) (result i32)
  (local $n i32)
  (block $rest
   (loop $block
    (br_if $rest (i32.gt_u (i32.add (local.get $s) (i32.const 16)) (local.get $e)))
    (local.set $n (i32.add (local.get $n) (i32.popcnt (i8x16.bitmask (v128.andnot
     (i8x16.eq (v128.load (local.get $s)) (i8x16.splat (i32.const 10)))
     (i8x16.eq (v128.load (i32.sub (local.get $s) (i32.const 1))) (i8x16.splat (i32.const 13))))))))
    (local.set $s (i32.add (local.get $s) (i32.const 16)))
    (br $block)))
  (block $done
   (loop $byte
    (br_if $done (i32.ge_u (local.get $s) (local.get $e)))
    (local.set $n (i32.add (local.get $n) (i32.and
     (i32.eq (i32.load8_u (local.get $s)) (i32.const 10))
     (i32.ne (i32.load8_u (i32.sub (local.get $s) (i32.const 1))) (i32.const 13)))))
    (local.set $s (i32.add (local.get $s) (i32.const 1)))
    (br $byte)))
  (local.get $n))
)
