/*
 * The yardstick of `npm run bench`: the loop of netchannel-sim in plain C. Take a block of the pool, zero it if asked
 * to, write Ethernet, IPv4 and UDP with both checksums, put a request on the ring, copy the frame out at the other
 * end, verify both checksums, keep the intervals of who wrote what, count stale bytes, write a pcap file in chunks.
 *
 *   cc -O3 -o limit limit.c
 *   ./limit 1000000 512 0 64 1024 out.pcap
 *   packets, bytes of payload, 1 to zero each block (1.10.1), packets per batch, KiB per write, output
 *
 * It stands for what one thread of the machine can do. It is kept as it is, so that ratios can be compared.
 */
// C reference limit: one thread, straightforward.  limit N P zero batch chunkKiB outpath
// P = 18 | 512 | 1472 | 0 (0 = mix table, odd sizes and short frames padded to 60 with whatever the block holds)
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
#include <fcntl.h>
#include <unistd.h>
#include <time.h>
typedef uint8_t u8; typedef uint16_t u16; typedef uint32_t u32; typedef uint64_t u64;
#define NB 512
#define BS 2048
#define K 16
#define RING 256
#define PATN 65536
static u8 pool[NB*BS] __attribute__((aligned(4096)));
static u8 ring[4096] __attribute__((aligned(4096)));
static u8 pat[PATN+2048];
static u16 freel[NB]; static u32 top;
static u32 p_end[NB*K], p_id[NB*K]; static u8 p_n[NB];
static u32 cur[NB];
static const u16 mix[16]={18,18,512,5,18,1472,18,512,18,101,512,18,1,18,512,18};
static double now(void){struct timespec t;clock_gettime(CLOCK_MONOTONIC,&t);return t.tv_sec+t.tv_nsec*1e-9;}
static inline u16 sw(u16 x){return (u16)(x<<8|x>>8);}
#ifdef SIMD
#include <immintrin.h>
static inline u32 csum(const u8*p,u32 n,u32 init){ // hand AVX2: 16-bit halves of 32-bit lanes (same idea as the WASM SIMD kernel)
  __m256i a=_mm256_setzero_si256(),m=_mm256_set1_epi32(0xffff); u32 i=0;
  for(;i+32<=n;i+=32){__m256i w=_mm256_loadu_si256((const __m256i*)(p+i)); a=_mm256_add_epi32(a,_mm256_add_epi32(_mm256_and_si256(w,m),_mm256_srli_epi32(w,16)));}
  __m128i b=_mm_add_epi32(_mm256_castsi256_si128(a),_mm256_extracti128_si256(a,1)); 
  if(i+16<=n){__m128i w=_mm_loadu_si128((const __m128i*)(p+i)); b=_mm_add_epi32(b,_mm_add_epi32(_mm_and_si128(w,_mm_set1_epi32(0xffff)),_mm_srli_epi32(w,16))); i+=16;}
  b=_mm_add_epi32(b,_mm_srli_si128(b,8)); b=_mm_add_epi32(b,_mm_srli_si128(b,4));
  u64 s=(u64)init+(u32)_mm_cvtsi128_si32(b); if((n-i)&8){u64 w;memcpy(&w,p+i,8);s+=(w&0xffffffff)+(w>>32);i+=8;} if((n-i)&4){u32 w;memcpy(&w,p+i,4);s+=w;i+=4;}
  if((n-i)&2){u16 w;memcpy(&w,p+i,2);s+=w;i+=2;} if((n-i)&1)s+=p[i];
  s=(s&0xffffffff)+(s>>32); s=(s&0xffff)+(s>>16); s=(s&0xffff)+(s>>16); s=(s&0xffff)+(s>>16); return (u32)s;}
#elif defined(SUM16)
static inline u32 csum(const u8*p,u32 n,u32 init){ // 16-bit words
  u32 s=init,i=0; for(;i+2<=n;i+=2){u16 w;memcpy(&w,p+i,2);s+=w;} if(n&1)s+=p[n-1];
  s=(s&0xffff)+(s>>16); s=(s&0xffff)+(s>>16); return s;}
#else
static inline u32 csum(const u8*p,u32 n,u32 init){ // 32-bit words into 64-bit sum
  u64 s=init; u32 i=0; for(;i+4<=n;i+=4){u32 w;memcpy(&w,p+i,4);s+=w;}
  if(n&2){u16 w;memcpy(&w,p+i,2);s+=w;i+=2;} if(n&1)s+=p[i];
  s=(s&0xffffffff)+(s>>32); s=(s&0xffff)+(s>>16); s=(s&0xffff)+(s>>16); s=(s&0xffff)+(s>>16); return (u32)s;}
#endif
static void prov_write(u32 b,u32 s,u32 e,u32 f){
  u32*en=p_end+b*K,*id=p_id+b*K; 
  if(s==0&&en[0]==e){id[0]=f;return;}
  u32 n=p_n[b],i=0; while(en[i]<=s)i++; u32 st=i?en[i-1]:0,j=i; while(en[j]<e)j++;
  u32 left=s>st,right=en[j]>e,idi=id[i],src=right?j:j+1,dst=i+left+1,m=n-src;
  if(dst+m>K){ m--; en[n-2]=en[n-1]; id[n-2]=0xfffffffe; n--; }
  if(m){memmove(en+dst,en+src,m*4);memmove(id+dst,id+src,m*4);}
  if(left){en[i]=s;id[i]=idi;}
  en[i+left]=e;id[i+left]=f;p_n[b]=dst+m;
}
int main(int c,char**v){
  if(c<7){fprintf(stderr,"usage: limit N P zero batch chunkKiB out\n");return 2;}
  u32 N=atoi(v[1]),P0=atoi(v[2]),zero=atoi(v[3]),batch=atoi(v[4]);size_t chunk=(size_t)atoi(v[5])*1024;
  int fd=open(v[6],O_WRONLY|O_CREAT|O_TRUNC,0644); if(fd<0){perror("open");return 1;}
  u8*out; if(posix_memalign((void**)&out,4096,chunk+4096))return 1; memset(out,0,chunk+4096);
  u32 x=12345; for(u32 i=0;i<PATN+2048;i++){x=x*1664525u+1013904223u;pat[i]=x>>24;}
  for(u32 i=0;i<NB;i++){freel[i]=NB-1-i;p_n[i]=1;p_end[i*K]=BS;p_id[i*K]=0xffffffff;} top=NB;
  memset(pool,0,sizeof pool);
  const u32 gh[6]={0xa1b2c3d4,0x00040002,0,0,65535,1}; memcpy(out,gh,24); size_t pos=24,bytes=0;
  u32 prod=0,cons=0,f=0,sec=0,usec=0,good=0,bad=0; u64 stale=0; u32 lastid=0;
  static const u8 eth[14]={0,0x16,0x3e,0,0,1,0,0x16,0x3e,0,0,2,8,0};
  double t0=now();
  while(f<N){
    u32 k=N-f<batch?N-f:batch;
    for(u32 q=0;q<k;q++){ // frontend
      f++; u32 b=freel[--top]; u8*B=pool+b*BS; u32 P=P0?P0:mix[f&15],len=42+P,size=len<60?60:len;
      if(zero){memset(B,0,BS);p_n[b]=1;p_end[b*K]=BS;p_id[b*K]=0;}
      memcpy(B,eth,14);
      u16 h[14]; h[0]=sw(0x4500);h[1]=sw(28+P);h[2]=sw(f);h[3]=sw(0x4000);h[4]=sw(0x4011);h[5]=0;
      h[6]=sw(0x0a00);h[7]=sw(1);h[8]=sw(0x0a00);h[9]=sw(2);
      h[10]=sw(1024+(f&1023));h[11]=sw(7);h[12]=sw(8+P);h[13]=0;
      memcpy(B+14,h,28);
      memcpy(B+42,pat+((f*16)&(PATN-1)),P);
      u16 ic=~csum(B+14,20,0); memcpy(B+24,&ic,2);
      u16 uc=~csum(B+26,16+P,0x1100+sw(8+P)); if(!uc)uc=0xffff; memcpy(B+40,&uc,2);
      prov_write(b,0,len,f); cur[b]=f;
      u8*r=ring+64+12*(prod&(RING-1)); u32 g=b>>1; u16 o=(b&1)*2048,fl=2,id=b,sz=size;
      memcpy(r,&g,4);memcpy(r+4,&o,2);memcpy(r+6,&fl,2);memcpy(r+8,&id,2);memcpy(r+10,&sz,2);
      prod++; memcpy(ring,&prod,4);
    }
    while(cons!=prod){ // backend
      u8*r=ring+64+12*(cons&(RING-1)); u32 g;u16 o,id,sz; memcpy(&g,r,4);memcpy(&o,r+4,2);memcpy(&id,r+8,2);memcpy(&sz,r+10,2); cons++;
      if(o+sz>4096||g>=NB/2){bad++;continue;}
      if(pos+16+2048>chunk+4096){ if(write(fd,out,pos)!=(ssize_t)pos){perror("write");return 1;} bytes+=pos; pos=0; }
      u8*d=out+pos; if(++usec==1000000){usec=0;sec++;}
      u32 hd[4]={sec,usec,sz,sz}; memcpy(d,hd,16); d+=16; memcpy(d,pool+g*4096+o,sz); pos+=16+sz;
      u16 tl,ul; memcpy(&tl,d+16,2);memcpy(&ul,d+38,2); tl=sw(tl);ul=sw(ul);
      if(d[12]==8&&d[13]==0&&d[23]==17&&14+tl<=sz&&ul+20==tl&&csum(d+14,20,0)==0xffff&&csum(d+26,8+ul,0x1100+sw(ul))==0xffff)good++; else bad++;
      u32 p=0,i=0,me=cur[id],*en=p_end+id*K,*pi=p_id+id*K;
      while(p<sz){u32 e=en[i]<sz?en[i]:sz; if(pi[i]!=me){stale+=e-p;lastid=pi[i];} p=e;i++;}
      freel[top++]=id;
    }
  }
  if(write(fd,out,pos)!=(ssize_t)pos){perror("write");return 1;} bytes+=pos;
  double t=now()-t0; close(fd); double t2=now()-t0;
  printf("{\"impl\":\"c\",\"n\":%u,\"p\":%u,\"sec\":%.4f,\"pps\":%.0f,\"mbps\":%.1f,\"good\":%u,\"bad\":%u,\"stale\":%llu,\"lastid\":%u,\"close\":%.4f}\n",N,P0,t,N/t,bytes/t/1e6,good,bad,(unsigned long long)stale,lastid,t2-t);
}
