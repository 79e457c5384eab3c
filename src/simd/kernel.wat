;; What is done to all bytes of a packet, many bytes at a time.
;;
;; kernel-module.ts holds this, assembled: `npx vitest run test/simd/kernel.test.ts -u` writes it anew.
;; Addresses and lengths are checked against the memory by the engine, as all of WebAssembly's are.
(module
  (import "memory" "bytes" (memory 1))

  ;; The ones' complement sum of the 16-bit words (RFC 1071) of `length` bytes from `at`, folded, in network
  ;; order. An odd last byte counts as the high byte of a word. `length` is at most 524,288.
  ;;
  ;; Words are summed as the machine loads them, low byte first; the bytes of the sum are swapped at the end
  ;; (RFC 1071, 2 B).
  (func (export "sum") (param $at i32) (param $length i32) (result i32)
    (local $end i32)
    (local $lanes v128)
    (local $sum i64)

    ;; 32 bytes at a time, into four sums of 32 bits. Each of them grows by four words at most.
    (local.set $end (i32.add (local.get $at) (i32.and (local.get $length) (i32.const -32))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $lanes
          (i32x4.add
            (local.get $lanes)
            (i32x4.add
              (i32x4.extadd_pairwise_i16x8_u (v128.load (local.get $at)))
              (i32x4.extadd_pairwise_i16x8_u (v128.load offset=16 (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $next)))

    ;; Another 16 bytes.
    (if (i32.and (local.get $length) (i32.const 16))
      (then
        (local.set $lanes
          (i32x4.add (local.get $lanes) (i32x4.extadd_pairwise_i16x8_u (v128.load (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))))

    ;; The four sums together.
    (local.set $lanes
      (i64x2.add
        (i64x2.extend_low_i32x4_u (local.get $lanes))
        (i64x2.extend_high_i32x4_u (local.get $lanes))))
    (local.set $sum
      (i64.add
        (i64x2.extract_lane 0 (local.get $lanes))
        (i64x2.extract_lane 1 (local.get $lanes))))

    ;; What is left: words of 32 bits, whose halves are added when the sum is folded; 16 bits; 8 bits.
    (local.set $end (i32.add (local.get $at) (i32.and (local.get $length) (i32.const 12))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $sum (i64.add (local.get $sum) (i64.load32_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (if (i32.and (local.get $length) (i32.const 2))
      (then
        (local.set $sum (i64.add (local.get $sum) (i64.load16_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 2)))))
    (if (i32.and (local.get $length) (i32.const 1))
      (then (local.set $sum (i64.add (local.get $sum) (i64.load8_u (local.get $at))))))

    ;; Folded: from 64 bits to 33, to 18, to 17, to 16.
    (local.set $sum
      (i64.add (i64.and (local.get $sum) (i64.const 0xffffffff)) (i64.shr_u (local.get $sum) (i64.const 32))))
    (local.set $sum
      (i64.add (i64.and (local.get $sum) (i64.const 0xffff)) (i64.shr_u (local.get $sum) (i64.const 16))))
    (local.set $sum
      (i64.add (i64.and (local.get $sum) (i64.const 0xffff)) (i64.shr_u (local.get $sum) (i64.const 16))))
    (local.set $at
      (i32.wrap_i64
        (i64.add (i64.and (local.get $sum) (i64.const 0xffff)) (i64.shr_u (local.get $sum) (i64.const 16)))))
    (i32.or
      (i32.shl (i32.and (local.get $at) (i32.const 0xff)) (i32.const 8))
      (i32.shr_u (local.get $at) (i32.const 8))))

  ;; Copies `length` bytes; the two stretches may overlap.
  (func (export "copy") (param $target i32) (param $source i32) (param $length i32)
    (memory.copy (local.get $target) (local.get $source) (local.get $length))))
